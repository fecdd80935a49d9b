"""How the hits of each rule ended: the confirmation rate with its interval, and how many hits there are."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from serving.pages.charts import paper
from serving.pages.charts.payouts import Shape

WIDTHS: dict[Shape, tuple[int, int]] = {"wide": (380, 130), "narrow": (205, 90)}
STEPS: dict[Shape, int] = {"wide": 26, "narrow": 44}


@dataclass(frozen=True)
class RuleDot:
    """One rule; without a rate only its hits are drawn."""

    label: str
    rate: tuple[float, float, float] | None  # mean, low, high
    said: str  # stands at the end of the interval
    hits: int


@lru_cache(maxsize=64)
def health_svg(dots: tuple[RuleDot, ...], shape: Shape, rate_title: str, hits_title: str) -> str:
    """Draw a dot with its interval per rule, in the order given, and its hits as a light bar beside it."""
    return paper.svg(health_chart(dots, shape, rate_title, hits_title))


def health_chart(dots: tuple[RuleDot, ...], shape: Shape, rate_title: str, hits_title: str) -> Any:
    """The chart itself, for those who want it as a picture file."""
    import altair

    rows = [_row(dot) for dot in dots]
    narrow = shape == "narrow"
    axis = None if narrow else altair.Axis(labelLimit=300, domain=False, ticks=False, labelColor=paper.INK)
    base = altair.Chart(paper.rows(rows)).encode(
        y=altair.Y("label:N", sort=[dot.label for dot in dots], title=None, axis=axis)
    )
    height, (rates, hits) = STEPS[shape] * max(len(dots), 1), WIDTHS[shape]
    left = _rates(base, rate_title, narrow, max((row["high"] or 0 for row in rows), default=0))
    right = _hits(base, hits_title, narrow, max((dot.hits for dot in dots), default=0))
    return altair.hconcat(
        left.properties(width=rates, height=height), right.properties(width=hits, height=height), spacing=18
    ).resolve_scale(y="shared" if not narrow else "independent")


def _rates(base: Any, title: str, narrow: bool, highest: float) -> Any:
    import altair

    # Room on the right for what stands at the end of the longest interval.
    scale = altair.Scale(domain=[0, min(1.0, max(highest, 0.1)) * (1.75 if narrow else 1.3)], nice=False)
    # On a phone 20 % is narrower than its own label.
    values = [step / 10 for step in range(0, 11, 4 if narrow else 2) if step / 10 <= max(highest, 0.1)]
    axis = altair.Axis(format=".0%", values=values, domain=False, ticks=False, orient="top", titleAnchor="start")
    x = altair.X("low:Q", title=title, scale=scale, axis=axis)
    down = {"yOffset": 8} if narrow else {}
    known = base.transform_filter("datum.mean != null")
    layers = [
        known.mark_rule(color=paper.GREY, strokeWidth=4, strokeCap="round", **down).encode(x=x, x2="high:Q"),
        known.mark_point(color=paper.ACCENT, filled=True, size=64, opacity=1, **down).encode(x=altair.X("mean:Q")),
        known.mark_text(align="left", dx=8, dy=8 if narrow else 0).encode(x="high:Q", text="said:N"),
        base.transform_filter("datum.mean == null")
        .mark_text(align="left", dx=2, dy=8 if narrow else 0, color=paper.INK_3)
        .encode(x=altair.datum(0), text="said:N"),
    ]
    if narrow:
        # A longer name would push the hits away and shrink the picture; the table below has it whole.
        named = base.mark_text(align="left", dy=-10, dx=0, color=paper.INK, fontSize=12, limit=235)
        layers.append(named.encode(x=altair.datum(0), text="label:N"))
    return altair.layer(*layers)


def _hits(base: Any, title: str, narrow: bool, most: int) -> Any:
    import altair

    y = base.encoding.y.copy()
    y.axis = None
    base = base.copy()
    base.encoding.y = y
    scale = altair.Scale(domain=[0, max(most, 1) * (1.7 if narrow else 1.3)], nice=False)
    axis = altair.Axis(labels=False, grid=False, domain=False, ticks=False, orient="top", titleAnchor="start")
    down = {"yOffset": 8} if narrow else {}
    bars = base.mark_bar(height=12, color=paper.LINE, **down).encode(
        x=altair.X("hits:Q", title=title, scale=scale, axis=axis)
    )
    said = base.mark_text(align="left", dx=5, dy=8 if narrow else 0).encode(
        x="hits:Q", text=altair.Text("hits:Q", format=",")
    )
    return altair.layer(bars, said)


def _row(dot: RuleDot) -> dict[str, Any]:
    mean, low, high = dot.rate or (None, None, None)
    return {"label": dot.label, "mean": mean, "low": low, "high": high, "said": dot.said, "hits": dot.hits}
