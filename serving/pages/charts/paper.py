"""The paper all charts are drawn on: the pages' colours and fonts, and the way from Altair to SVG."""

from datetime import date
from typing import Any

from training.model_card.palette import ACCENT as ACCENT
from training.model_card.palette import AXIS, SOFT, VIEW
from training.model_card.palette import INK as INK
from training.model_card.palette import LINE as LINE

INK_2, INK_3, GREY = "#465261", SOFT, "#b9c3cf"
FONT = '-apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif'
CONFIG: dict[str, Any] = {
    "font": FONT,
    **VIEW,
    "axis": AXIS | {"labelPadding": 6},
    "text": {"color": INK_2, "fontSize": 12},
}


def rows(values: list[dict[str, Any]]) -> Any:
    """Rows for an Altair chart, written into it."""
    import altair

    return altair.Data(values=values)  # type: ignore[no-untyped-call]


def moment(day: date) -> str:
    """A day as Vega reads it without shifting it into another time zone."""
    return f"{day:%Y-%m-%d}T00:00:00"


def with_halo(base: Any, ink: str, look: dict[str, Any]) -> list[Any]:
    """A text that stays legible where a line runs behind it."""
    return [base.mark_text(color="white", stroke="white", strokeWidth=4, **look), base.mark_text(color=ink, **look)]


def svg(chart: Any) -> str:
    """An Altair chart as SVG, its type set by the reader's own fonts."""
    import vl_convert

    # Without its check of every part against the schema Altair takes a third of the time.
    return str(vl_convert.vegalite_to_svg({**chart.to_dict(validate=False), "config": CONFIG}))
