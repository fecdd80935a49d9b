"""Payouts over time as bars, those at stake in the accent, with the register's facts as rules across them."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Literal

from serving.cases.views import CaseDetail
from serving.pages.charts import paper
from serving.pages.charts.register_facts import Mark, fact_layers
from serving.pages.languages import Language, words

Shape = Literal["wide", "narrow"]


@dataclass(frozen=True)
class Bar:
    """One payout."""

    day: date
    amount_fen: int
    at_stake: bool


@dataclass(frozen=True)
class PayoutChart:
    """All that the picture shows."""

    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    shape: Shape
    language: Language


def payout_chart(detail: CaseDetail, shape: Shape, language: Language) -> PayoutChart:
    """What to draw for a case."""
    bars = tuple(Bar(payout.pay_date, payout.amount_fen, payout.at_stake) for payout in detail.payouts)
    marks = tuple(Mark(event.day, event.label_en if language == "en" else event.label_zh) for event in detail.events)
    return PayoutChart(bars, marks, shape, language)


@lru_cache(maxsize=512)
def payout_svg(chart: PayoutChart) -> str:
    """Draw it; the same chart is drawn once."""
    import altair

    width, height = (900, 150) if chart.shape == "wide" else (276, 150)
    first, last = _span(chart)
    time = altair.X(
        "day:T",
        title=None,
        scale=altair.Scale(domain=[paper.moment(first), paper.moment(last)]),
        axis=altair.Axis(format="%Y-%m", tickCount=8 if chart.shape == "wide" else 3, labelOverlap=True, grid=False),
    )
    facts = fact_layers(chart.marks, time, first, last, width)
    layers = [_bars(chart, time, width, (last - first).days), *facts, *_words(chart, time)]
    padding = {"left": 4, "right": 10, "top": 6, "bottom": 4}
    return paper.svg(altair.layer(*layers).properties(width=width, height=height, padding=padding))


def _span(chart: PayoutChart) -> tuple[date, date]:
    """The time shown: that of the payouts with some air; a fact long before stands at the edge, with its date."""
    days = [bar.day for bar in chart.bars] or [mark.day for mark in chart.marks] or [date(2024, 1, 1)]
    late = [mark.day for mark in chart.marks if min(days) <= mark.day <= max(days) + timedelta(days=365)]
    air = timedelta(days=max(45, (max(days) - min(days)).days // 24))
    return min(days) - air, max([*days, *late]) + air


def _bars(chart: PayoutChart, time: Any, width: int, days: int) -> Any:
    import altair

    unit = "'¥' + datum.label" if chart.language == "en" else "datum.label + ' 元'"
    days_sum: dict[tuple[date, bool], int] = {}
    for bar in chart.bars:
        days_sum[bar.day, bar.at_stake] = days_sum.get((bar.day, bar.at_stake), 0) + bar.amount_fen
    rows: list[dict[str, Any]] = [
        {"day": paper.moment(day), "yuan": fen / 100, "stake": stake} for (day, stake), fen in days_sum.items()
    ]
    top = max((bar["yuan"] for bar in rows), default=1)
    months = max(1, days // 30)
    thick = max(2, min(14, int(width / months * 0.62)))
    return (
        altair.Chart(paper.rows(rows))
        .mark_bar(width=thick)
        .encode(
            x=time,
            y=altair.Y(
                "yuan:Q",
                title=None,
                scale=altair.Scale(domainMax=top * 1.22),  # room for the words above the bars
                axis=altair.Axis(tickCount=3, format=",~f", domain=False, ticks=False, labelExpr=unit),
            ),
            color=altair.Color(
                "stake:N", scale=altair.Scale(domain=[False, True], range=[paper.GREY, paper.ACCENT]), legend=None
            ),
        )
    )


def _words(chart: PayoutChart, time: Any) -> list[Any]:
    """Name both kinds of bars where they stand, above them, in place of a legend."""
    import altair

    said = words(chart.language).gettext
    layers = []
    kinds = ((False, said("其余 %(n)d 笔"), paper.INK_3), (True, said("与登记不符 %(n)d 笔"), paper.ACCENT))
    groups = [(stake, text, ink, [b for b in chart.bars if b.at_stake is stake]) for stake, text, ink in kinds]
    groups = sorted((group for group in groups if group[3]), key=lambda group: group[3][0].day)
    for number, (stake, text, ink, bars) in enumerate(groups):
        last = len(groups) == 2 and number == 1  # the two names keep to the two ends, out of each other's way
        at = bars[-1 if last else 0]
        # As high as the highest of its kind: the words reach over the bars beside the first.
        top = max(bar.amount_fen for bar in bars)
        row = {"day": paper.moment(at.day), "yuan": top / 100, "text": text % {"n": len(bars)}}
        base = altair.Chart(paper.rows([row])).encode(x=time, y="yuan:Q", text="text:N")
        look: dict[str, Any] = {"align": "right" if last else "left", "dx": 8 if last else -8, "dy": -10}
        look["fontWeight"] = "bold" if stake else "normal"
        layers += paper.with_halo(base, ink, look)
    return layers
