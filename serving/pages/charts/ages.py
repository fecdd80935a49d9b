"""Open cases by age: for each warning level a row of bars, its word above, its number at the end of each bar."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from serving.pages.charts import paper
from serving.pages.charts.payouts import Shape

WIDTHS: dict[Shape, int] = {"wide": 118, "narrow": 50}
INKS = {"red": "#b3211c", "orange": "#d9730d", "yellow": "#e3ae10", "none": "#b9c3cf"}


@dataclass(frozen=True)
class LevelAges:
    """One level: how many open cases of each age, the newest first."""

    level: str
    word: str
    cases: tuple[int, ...]


@lru_cache(maxsize=64)
def ages_svg(ages: tuple[str, ...], levels: tuple[LevelAges, ...], shape: Shape) -> str:
    """Draw the levels side by side over the same ages."""
    import altair

    most = max((number for level in levels for number in level.cases), default=0)
    parts = [_level(ages, level, most, shape, first=place == 0) for place, level in enumerate(levels)]
    return paper.svg(altair.hconcat(*parts, spacing=10 if shape == "wide" else 6))


def _level(ages: tuple[str, ...], level: LevelAges, most: int, shape: Shape, first: bool) -> Any:
    import altair

    rows = [{"age": age, "cases": number} for age, number in zip(ages, level.cases, strict=True)]
    axis = altair.Axis(domain=False, ticks=False, labelColor=paper.INK, labelLimit=90) if first else None
    base = altair.Chart(paper.rows(rows)).encode(y=altair.Y("age:N", sort=list(ages), title=None, axis=axis))
    # Room on the right for the number at the end of the longest bar.
    scale = altair.Scale(domain=[0, max(most, 1) * (1.5 if shape == "wide" else 2.2)], nice=False)
    bars = base.mark_bar(height=14, color=INKS[level.level]).encode(x=altair.X("cases:Q", axis=None, scale=scale))
    said = base.mark_text(align="left", dx=4).encode(
        x=altair.X("cases:Q", scale=scale), text=altair.Text("cases:Q", format=",")
    )
    title = altair.Title(level.word, anchor="start", fontSize=12, fontWeight="normal", color=paper.INK_2)
    return altair.layer(bars, said).properties(title=title, width=WIDTHS[shape], height=28 * len(ages))
