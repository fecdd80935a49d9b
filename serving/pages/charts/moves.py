"""Places of open cases by one model and by another: on the dashed line nothing moved, far from it much did."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from serving.pages.charts import paper
from serving.pages.charts.payouts import Shape

WIDTHS: dict[Shape, int] = {"wide": 400, "narrow": 250}


@dataclass(frozen=True)
class Place:
    """One case."""

    before: int
    now: int


@lru_cache(maxsize=32)
def moves_svg(places: tuple[Place, ...], top: int, x_title: str, y_title: str, shape: Shape) -> str:
    """Draw a dot for each case among the first in either order; both axes by factors, since the first places matter."""
    import altair

    most = max([top, *(max(place.before, place.now) for place in places)]) * 1.15
    rows: list[dict[str, Any]] = [
        {
            "before": one.before,
            "now": one.now,
            "kind": "came" if one.before > top else "left" if one.now > top else "in",
        }
        for one in places
    ]
    scale = altair.Scale(type="log", domain=[0.9, most], nice=False)
    axis = altair.Axis(format=",", values=[1, 10, 100, 1000, 10_000, 100_000], domain=False, ticks=False)
    x: Any = altair.X("before:Q", title=x_title, scale=scale, axis=axis)
    y: Any = altair.Y("now:Q", title=y_title, scale=scale.copy(), axis=axis)
    ends: list[dict[str, Any]] = [{"before": 1, "now": 1}, {"before": most, "now": most}]
    same = altair.Chart(paper.rows(ends)).mark_line(strokeDash=[4, 4], color=paper.GREY).encode(x=x, y=y)
    at = altair.Chart(paper.rows([{"before": top, "now": top}]))
    edges = [at.mark_rule(color=paper.LINE).encode(x="before:Q"), at.mark_rule(color=paper.LINE).encode(y="now:Q")]
    inks = altair.Scale(domain=["in", "came", "left"], range=[paper.GREY, paper.ACCENT, paper.INK_3])
    shapes = altair.Scale(domain=["in", "came", "left"], range=["circle", "triangle-down", "triangle-up"])
    dots = (
        altair.Chart(paper.rows(rows))
        .mark_point(filled=True, size=34, opacity=0.85)
        .encode(
            x=x,
            y=y,
            color=altair.Color("kind:N", legend=None, scale=inks),
            shape=altair.Shape("kind:N", legend=None, scale=shapes),
        )
    )
    return paper.svg(altair.layer(*edges, same, dots).properties(width=WIDTHS[shape], height=220))
