"""What visits found, month by month: visits with those confirmed in front, and under them the yuan recovered."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from serving.pages.charts import paper
from serving.pages.charts.payouts import Shape

WIDTHS: dict[Shape, int] = {"wide": 1000, "narrow": 270}
MOST_LABELLED: dict[Shape, int] = {"wide": 40, "narrow": 8}  # more months leave no room for a number above each


@dataclass(frozen=True)
class MonthBar:
    """One month."""

    month: str  # 2025-03
    visits: int
    confirmed: int
    yuan: float | None
    yuan_said: str  # above its bar


@dataclass(frozen=True)
class FoundWords:
    """The names of what is drawn, written beside it."""

    visits: str
    confirmed: str
    recovered: str


@lru_cache(maxsize=64)
def found_svg(bars: tuple[MonthBar, ...], words: FoundWords, shape: Shape) -> str:
    """Draw both halves over the same months."""
    import altair

    labelled = len(bars) <= MOST_LABELLED[shape]
    rows = [
        {"month": b.month, "visits": b.visits, "confirmed": b.confirmed, "yuan": b.yuan, "said": b.yuan_said}
        for b in bars
    ]
    base = altair.Chart(paper.rows(rows))
    upper = [*_counts(base, labelled), *_names(words)]
    lower = _yuan(base, words.recovered, labelled, shape)
    width = WIDTHS[shape]
    return paper.svg(
        altair.vconcat(
            altair.layer(*upper).properties(width=width, height=150),
            altair.layer(*lower).properties(width=width, height=80),
            spacing=14,
        ).resolve_scale(x="shared")
    )


def _month(axis: bool) -> Any:
    import altair

    shown = altair.Axis(labelAngle=0, labelOverlap="greedy", domain=False, ticks=False, title=None) if axis else None
    return altair.X("month:O", sort=None, axis=shown, scale=altair.Scale(paddingInner=0.25))


def _counts(base: Any, labelled: bool) -> list[Any]:
    import altair

    # A number stands above each bar, or an axis beside them all.
    axis = altair.Axis(tickCount=3, domain=False, ticks=False, labels=not labelled, grid=not labelled, title=None)
    y = altair.Y("visits:Q", axis=axis, scale=altair.Scale(nice=False, padding=22))
    layers = [
        base.mark_bar(color=paper.LINE).encode(x=_month(False), y=y),
        base.mark_bar(color=paper.ACCENT).encode(x=_month(False), y=altair.Y("confirmed:Q")),
    ]
    if labelled:
        above: dict[str, Any] = {"dy": -7, "fontSize": 11}
        layers.append(
            base.transform_filter("datum.visits > 0")
            .mark_text(color=paper.INK_3, **above)
            .encode(x=_month(False), y=y, text="visits:Q")
        )
        known = base.transform_filter("datum.confirmed > 0").encode(
            x=_month(False), y="confirmed:Q", text="confirmed:Q"
        )
        layers += paper.with_halo(known, paper.ACCENT, {**above, "fontWeight": "bold"})
    return layers


def _names(words: FoundWords) -> list[Any]:
    """Name both kinds of bars above them, in place of a legend: there they cover no bar and no number."""
    import altair

    corner = altair.Chart(paper.rows([{}]))
    looks: tuple[tuple[int, dict[str, Any]], ...] = (
        (-24, {"text": words.visits, "color": paper.INK_3}),
        (-8, {"text": words.confirmed, "color": paper.ACCENT, "fontWeight": "bold"}),
    )
    return [corner.mark_text(align="left", **look).encode(x=altair.value(0), y=altair.value(y)) for y, look in looks]


def _yuan(base: Any, name: str, labelled: bool, shape: Shape) -> list[Any]:
    import altair

    title = altair.Axis(title=name, labels=False, ticks=False, domain=False, grid=False, titleAngle=0,
                        titleAlign="left", titleAnchor="end", titleX=0, titleY=-6)  # fmt: skip
    y = altair.Y("yuan:Q", axis=title, scale=altair.Scale(nice=False, padding=18))
    layers = [base.mark_bar(color=paper.GREY).encode(x=_month(True), y=y)]
    known = base.transform_filter("datum.yuan > 0")
    if not labelled or shape == "narrow":  # only the highest is said
        known = known.transform_window(place="rank()", sort=[altair.SortField("yuan", "descending")])
        known = known.transform_filter("datum.place == 1")
    text = known.mark_text(dy=-7, fontSize=11, color=paper.INK_2).encode(x=_month(True), y=y, text="said:N")
    return [*layers, text]
