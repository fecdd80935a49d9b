"""Two models on the same cases: the share confirmed among the first visits by each, named at the line."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from serving.pages.charts import paper
from serving.pages.charts.payouts import Shape

WIDTHS: dict[Shape, int] = {"wide": 400, "narrow": 250}
NAMED_AT = 0.24  # where the lines are named, in shares visited: near the usual capacity


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
    names = [layer for place, curve in enumerate(_by_height(shares, curves)) for layer in _name(shares, curve, place)]
    return paper.svg(altair.layer(lines, *names).properties(width=WIDTHS[shape], height=220))


def _by_height(shares: tuple[float, ...], curves: tuple[Curve, ...]) -> list[Curve]:
    place = _place(shares)
    return sorted(curves, key=lambda curve: -curve.precision[place])


def _place(shares: tuple[float, ...]) -> int:
    return min(range(len(shares)), key=lambda place: abs(shares[place] - NAMED_AT))


def _name(shares: tuple[float, ...], curve: Curve, place: int) -> list[Any]:
    """The upper line is named above, the lower one below, so that the names never meet."""
    import altair

    at = _place(shares)
    row = {"share": shares[at], "precision": curve.precision[at], "text": curve.label}
    base = altair.Chart(paper.rows([row])).encode(x="share:Q", y="precision:Q", text="text:N")
    look: dict[str, Any] = {"align": "left", "dx": 6, "dy": 26 if place else -18}
    return paper.with_halo(base, paper.ACCENT if curve.ours else paper.INK_3, look)
