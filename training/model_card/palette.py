"""The colours of all charts, those of the pages too, and how their axes look."""

from typing import Any

INK, SOFT, LINE, ACCENT = "#1b2430", "#5f6b7a", "#dfe4ea", "#1c4577"
VIEW: dict[str, Any] = {"background": "white", "view": {"stroke": None}}
AXIS: dict[str, Any] = {
    "labelColor": SOFT, "titleColor": SOFT, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
    "domainColor": LINE, "tickColor": LINE, "gridColor": LINE,
}  # fmt: skip
