"""Shares as dots with their intervals, each beside the plainer figure it is compared with, which is hollow."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from serving.pages.charts import paper
from serving.pages.charts.payouts import Shape

WIDTHS: dict[Shape, int] = {"wide": 480, "narrow": 260}


@dataclass(frozen=True)
class EstimateDot:
    """One figure; all between 0 and 1."""

    label: str
    value: float
    low: float
    high: float
    beside: float
    said: str
    beside_said: str


@lru_cache(maxsize=64)
def estimates_svg(dots: tuple[EstimateDot, ...], shape: Shape) -> str:
    """Draw each figure on a line of its own: its name above, what it is compared with on the same line."""
    import altair

    rows = [{**vars(one), "place": place} for place, one in enumerate(dots)]
    base = altair.Chart(paper.rows(rows)).encode(y=altair.Y("place:O", axis=None))
    axis = altair.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1], domain=False, ticks=False)
    x: Any = altair.X("low:Q", title=None, axis=axis, scale=altair.Scale(domain=[0, 1], nice=False))
    low: dict[str, Any] = {"yOffset": 6}
    layers = [
        base.mark_rule(color=paper.GREY, strokeWidth=5, strokeCap="round", **low).encode(x=x, x2="high:Q"),
        base.mark_point(shape="diamond", color=paper.INK_3, size=80, strokeWidth=1.8, opacity=1, **low).encode(
            x=altair.X("beside:Q")
        ),
        base.mark_point(color=paper.ACCENT, filled=True, size=80, opacity=1, **low).encode(x=altair.X("value:Q")),
        base.mark_text(align="left", dy=-22, color=paper.INK, limit=WIDTHS[shape]).encode(
            x=altair.datum(0), text="label:N"
        ),
        *paper.with_halo(
            base.encode(x=altair.X("value:Q"), text="said:N"), paper.ACCENT, {"dy": 22, "fontWeight": "bold"}
        ),
        *_beside(base, "left"),
        *_beside(base, "right"),
    ]
    return paper.svg(altair.layer(*layers).properties(width=WIDTHS[shape], height=72 * len(dots)))


def _beside(base: Any, side: str) -> list[Any]:
    """What it is compared with, said towards the side with more room."""
    import altair

    own = base.transform_filter(f"datum.beside {'<' if side == 'left' else '>='} 0.3")
    look: dict[str, Any] = {"dy": -8, "align": side, "dx": -10 if side == "left" else 10}
    return paper.with_halo(own.encode(x=altair.X("beside:Q"), text="beside_said:N"), paper.INK_3, look)
