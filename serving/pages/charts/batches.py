"""Average precision batch by batch, each tested on a model that knew only what was known before it went out."""

from dataclasses import dataclass
from functools import lru_cache

from serving.pages.charts import paper
from serving.pages.charts.payouts import Shape


@dataclass(frozen=True)
class Line:
    """One order of visits over the batches."""

    label: str
    values: tuple[float, ...]
    ours: bool


@lru_cache(maxsize=64)
def batch_svg(batches: tuple[str, ...], lines: tuple[Line, ...], shape: Shape) -> str:
    """Draw a line per order, named at its end instead of in a legend."""
    import altair

    rows = [
        {"batch": batch, "value": value, "label": line.label, "ours": line.ours}
        for line in lines
        for batch, value in zip(batches, line.values, strict=True)
        if value == value
    ]
    ends = [row for row in rows if row["batch"] == batches[-1]]
    ink = altair.Color(
        "ours:N", legend=None, scale=altair.Scale(domain=[False, True], range=[paper.INK_3, paper.ACCENT])
    )
    x = altair.X("batch:O", sort=list(batches), title=None, axis=altair.Axis(labelAngle=0, labelOverlap=True))
    y = altair.Y(
        "value:Q",
        title=None,
        scale=altair.Scale(zero=True),
        axis=altair.Axis(tickCount=4, format=".1f", domain=False, ticks=False),
    )
    drawn = altair.Chart(paper.rows(rows)).encode(x=x, y=y, color=ink, detail="label:N")
    named = altair.Chart(paper.rows(ends)).encode(x=x, y=y, color=ink, text="label:N")
    picture = altair.layer(
        drawn.mark_line(strokeWidth=2.5),
        drawn.mark_point(filled=True, size=36, opacity=1),
        named.mark_text(align="left", dx=8),
    )
    return paper.svg(picture.properties(width=380 if shape == "wide" else 200, height=180))
