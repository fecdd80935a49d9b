"""How the model orders visits beside simpler orders: average precision, with its interval where it was measured."""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from serving.pages.charts import paper
from serving.pages.charts.payouts import Shape


@dataclass(frozen=True)
class Yardstick:
    """One order of visits; low and high are NaN where no interval was measured."""

    label: str
    value: float
    low: float
    high: float
    ours: bool


@lru_cache(maxsize=64)
def yardstick_svg(yardsticks: tuple[Yardstick, ...], shape: Shape) -> str:
    """Draw a bar per order, ours in the accent, its value written at its end."""
    import altair

    order = [one.label for one in yardsticks]
    base = altair.Chart(paper.rows([_row(one) for one in yardsticks])).encode(
        y=altair.Y("label:N", sort=order, title=None, axis=altair.Axis(labelLimit=260, domain=False, ticks=False))
    )
    scale = altair.Scale(domain=[0, max(max(one.value, _or(one.high, 0)) for one in yardsticks) * 1.15])
    bars = base.mark_bar(height=16).encode(
        x=altair.X("value:Q", title=None, scale=scale, axis=None),
        color=altair.Color(
            "ours:N", legend=None, scale=altair.Scale(domain=[False, True], range=[paper.GREY, paper.ACCENT])
        ),
    )
    span = base.mark_rule(color=paper.INK, strokeWidth=1.5).encode(x="low:Q", x2="high:Q")
    said = base.mark_text(align="left", dx=7, fontWeight="bold").encode(
        x="end:Q", text=altair.Text("value:Q", format=".3f")
    )
    width = 270 if shape == "wide" else 150
    return paper.svg(altair.layer(bars, span, said).properties(width=width, height=28 * len(yardsticks)))


def _row(one: Yardstick) -> dict[str, Any]:
    low, high = _or(one.low, one.value), _or(one.high, one.value)
    return {"label": one.label, "value": one.value, "low": low, "high": high, "end": high, "ours": one.ours}


def _or(value: float, instead: float) -> float:
    return instead if math.isnan(value) else value
