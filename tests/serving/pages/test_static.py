import re

import pytest

from serving.pages import look

STYLES = sorted(look.STATIC.glob("*.css"))
# What Chromium 90, the floor, does not know; a page must not rest on it.
NEWER = (":has(", "@layer", "@container", "color-mix(", "subgrid", "dvh", "text-wrap", "@scope", "oklch(", "&:")


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(ink: str, paper: str) -> float:
    light, dark = sorted((luminance(ink), luminance(paper)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("style", STYLES, ids=lambda path: path.name)
def test_a_style_sheet_loads_nothing_and_rests_on_nothing_newer_than_the_floor(style: object) -> None:
    css = style.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    assert "url(" not in css
    assert "@import" not in css
    assert [word for word in NEWER if word in css] == []


@pytest.mark.parametrize("ink", ["ink", "ink-2", "ink-3", "accent", "red", "orange", "yellow"])
@pytest.mark.parametrize("paper", ["paper", "wash", "accent-wash"])
def test_every_ink_is_legible_on_every_paper(ink: str, paper: str) -> None:
    css = (look.STATIC / "base.css").read_text(encoding="utf-8")
    named = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", css)) | {"paper": "#ffffff"}
    assert contrast(named[ink], named[paper]) >= 4.5


def test_a_static_address_changes_with_the_file() -> None:
    assert re.fullmatch(r"/static/base\.css\?v=[0-9a-f]{12}", look.static_address("base.css"))
    assert look.static_address("base.css") != look.static_address("case.css")
