"""The register's facts as rules across a time line, each with its date and words above the plot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from serving.pages.charts import paper
from serving.pages.charts.lanes import lanes, text_width

LANE = 16  # px from one lane of labels to the next
BESIDE = 6  # px from a rule to its label


@dataclass(frozen=True)
class Mark:
    """A fact of a register on the time line."""

    day: date
    label: str


def fact_layers(marks: Sequence[Mark], time: Any, first: date, last: date, width: int) -> list[Any]:
    """Altair layers for the facts, on a plot `width` px wide that shows `first` to `last`.

    A fact outside that time stands at the edge, with its own date. A label leans to the side with more room.
    """
    import altair

    rules, labels = [], []
    within = [min(max(mark.day, first), last) for mark in marks]
    texts = [f"{mark.day:%Y-%m-%d} {mark.label}" for mark in marks]
    places = [(day - first) / (last - first) * width for day in within]
    spans = [_span(place, text, width) for place, text in zip(places, texts, strict=True)]
    for day, text, place, span, lane in zip(within, texts, places, spans, lanes(spans), strict=True):
        leans_left = span[1] <= place
        top = -10 - LANE * lane
        base = altair.Chart(paper.rows([{"day": paper.moment(day), "text": text}])).encode(x=time)
        look: dict[str, Any] = {"align": "right" if leans_left else "left", "y": top}
        look["dx"] = -BESIDE if leans_left else BESIDE
        rules.append(base.mark_rule(color=paper.INK, strokeDash=[4, 3], y=top - 4))
        labels += paper.with_halo(base.encode(text="text:N"), paper.INK, look)
    return [*rules, *labels]


def _span(place: float, text: str, width: int) -> tuple[float, float]:
    """Left and right end of a label in px."""
    long = text_width(text) + BESIDE
    return (place - long, place) if place > width * 0.55 else (place, place + long)
