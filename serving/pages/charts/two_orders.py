"""Two models on the same cases: the share confirmed among the first visits by each, named at the line."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from serving.pages.charts import paper
from serving.pages.charts.payouts import Shape

WIDTHS: dict[Shape, int] = {"wide": 400, "narrow": 250}
NAMED_AT = 0.24  # where the lines are named, in shares visited: near the usual capacity
LETTER_PX, LINE_PX = 7.5, 16  # of a name


@dataclass(frozen=True)
class Curve:
    """One order of visits."""

    label: str
    precision: tuple[float, ...]  # at each of the shares visited
    ours: bool  # the one that is looked at


@lru_cache(maxsize=32)
def curves_svg(shares: tuple[float, ...], curves: tuple[Curve, ...], x_title: str, y_title: str, shape: Shape) -> str:
    """Draw a line for each order."""
    import altair

    rows = [
        {"share": share, "precision": precision, "label": curve.label, "ours": curve.ours}
        for curve in curves
        for share, precision in zip(shares, curve.precision, strict=True)
    ]
    axis: dict[str, Any] = {"format": ".0%", "tickCount": 5, "domain": False, "ticks": False}
    x = altair.X("share:Q", title=x_title, axis=altair.Axis(**axis, grid=False))
    y = altair.Y("precision:Q", title=y_title, axis=altair.Axis(**axis), scale=altair.Scale(zero=True))
    ink = altair.Color(
        "ours:N", legend=None, scale=altair.Scale(domain=[False, True], range=[paper.GREY, paper.ACCENT])
    )
    lines = altair.Chart(paper.rows(rows)).mark_line(strokeWidth=2.5).encode(x=x, y=y, color=ink, detail="label:N")
    names = _names(shares, curves, shape)
    return paper.svg(altair.layer(lines, *names).properties(width=WIDTHS[shape], height=220))


def _named(shares: tuple[float, ...], width: float) -> list[int]:
    """The places that a name of this width, in shares, covers from where it begins."""
    begins = min(range(len(shares)), key=lambda place: abs(shares[place] - NAMED_AT))
    return [place for place, share in enumerate(shares) if place >= begins and share <= shares[begins] + width] or [
        begins
    ]


def _names(shares: tuple[float, ...], curves: tuple[Curve, ...], shape: Shape) -> list[Any]:
    """The names stand one above the other over all lines, in the order and the colours of the lines."""
    import altair

    covered = _named(shares, max(len(curve.label) for curve in curves) * LETTER_PX / WIDTHS[shape])
    height = max(curve.precision[place] for curve in curves for place in covered)
    layers = []
    highest_first = sorted(curves, key=lambda curve: curve.precision[covered[0]], reverse=True)
    for lines_below, curve in enumerate(reversed(highest_first)):
        row = {"share": shares[covered[0]], "precision": height, "text": curve.label}
        base = altair.Chart(paper.rows([row])).encode(x="share:Q", y="precision:Q", text="text:N")
        look: dict[str, Any] = {"align": "left", "baseline": "bottom", "dy": -8 - LINE_PX * lines_below}
        layers += paper.with_halo(base, paper.ACCENT if curve.ours else paper.INK_3, look)
    return layers
