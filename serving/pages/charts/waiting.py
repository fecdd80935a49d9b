"""Batches as bars of what came back and what is out; what is late is red and said in words at its end."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from serving.pages.charts import paper
from serving.pages.charts.payouts import Shape

WIDTHS: dict[Shape, int] = {"wide": 300, "narrow": 200}
RED = "#b3211c"


@dataclass(frozen=True)
class BatchBar:
    """One batch; shares of its cases."""

    name: str
    returned: float
    overdue: float
    said: str


@lru_cache(maxsize=64)
def waiting_svg(bars: tuple[BatchBar, ...], shape: Shape) -> str:
    """Draw a bar for each batch in the order given, its name above it."""
    import altair

    rows = [
        {"name": one.name, "place": place, "from": begin, "to": end, "kind": kind, "said": one.said}
        for place, one in enumerate(bars)
        for kind, begin, end in _parts(one)
    ]
    inks = altair.Scale(domain=["returned", "out", "overdue"], range=[paper.ACCENT, paper.LINE, RED])
    y: Any = altair.Y("place:O", axis=None)
    drawn = (
        altair.Chart(paper.rows(rows))
        .mark_bar(height=10, yOffset=8)
        .encode(
            x=altair.X("from:Q", axis=None, scale=altair.Scale(domain=[0, 1])),
            x2="to:Q",
            y=y,
            color=altair.Color("kind:N", scale=inks, legend=None),
        )
    )
    named = [{"place": place, "name": one.name, "said": one.said} for place, one in enumerate(bars)]
    base = altair.Chart(paper.rows(named)).encode(y=y)
    left = base.mark_text(align="left", dy=-8, color=paper.INK).encode(x=altair.datum(0), text="name:N")
    right = base.mark_text(align="right", dy=-8).encode(x=altair.datum(1), text="said:N")
    height = 42 * max(len(bars), 1)
    return paper.svg(altair.layer(drawn, left, right).properties(width=WIDTHS[shape] * 1.6, height=height))


def _parts(one: BatchBar) -> tuple[tuple[str, float, float], ...]:
    late = one.returned + one.overdue
    return ("returned", 0.0, one.returned), ("overdue", one.returned, late), ("out", late, 1.0)
