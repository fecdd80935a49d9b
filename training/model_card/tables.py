"""The tables of a model card."""

import math
from dataclasses import dataclass

from training.evaluation import yardsticks as orders
from training.evaluation.differences import PRECISION, Difference
from training.fairness.groups_compared import ATTRIBUTES
from training.folder.card import ALL, MODEL, Card
from training.model_card.shown import Language


@dataclass(frozen=True)
class Table:
    """Headings and rows; the first column is text, the others are numbers. `ours` are the rows that stand out."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    ours: frozenset[int] = frozenset()


def yardsticks(card: Card, language: Language) -> Table:
    """The model beside every simple order, best first."""
    zh = language == "zh"
    pooled = [row for row in card.evaluation if row.batch == ALL]
    rows = sorted(pooled, key=lambda row: (row.scorer != MODEL, -row.average_precision))
    ahead = {one.against: one for one in card.against}
    headings = (
        ("排序办法", "平均精度", "九成区间", "模型领先", "前一成属实", "能力内查出金额（元）", "校准误差")
        if zh
        else ("order of visits", "avg. precision", "90 % interval", "lead of the model", "top tenth",
              "yuan at capacity", "calibration")
    )  # fmt: skip
    return Table(
        headings,
        tuple(
            (
                _order(row.scorer, language),
                number(row.average_precision),
                span(row.average_precision_low, row.average_precision_high),
                _lead(ahead.get(row.scorer)),
                percent(row.precision_tenth),
                number(row.yuan_capacity, 0),
                number(row.calibration_error),
            )
            for row in rows
        ),
        frozenset({0}),
    )


def comparison(card: Card, language: Language) -> Table | None:
    """The model beside the champion of its day."""
    if card.comparison is None or not card.comparison.differences:
        return None
    zh = language == "zh"
    words = {PRECISION: "平均精度" if zh else "average precision"}
    yuan = "能力内查出金额（元）" if zh else "yuan found at capacity"
    return Table(
        ("", "本模型", "在用模型", "相差", "九成区间") if zh else ("", "this", "in use", "difference", "90 % interval"),
        tuple(
            (words.get(one.measure, yuan), number(one.ours, places), number(one.theirs, places),
             f"{one.by:+,.{places}f}", f"{one.low:+,.{places}f} – {one.high:+,.{places}f}")
            for one in card.comparison.differences
            for places in [3 if one.measure == PRECISION else 0]
        ),
    )  # fmt: skip


def groups(card: Card, language: Language) -> Table | None:
    """All groups with all their figures."""
    if not card.groups:
        return None
    zh = language == "zh"
    headings = (
        ("群体", "享受对象", "检验件数", "进入核查", "误查件数", "每千人误查", "九成区间", "总体的倍数",
         "预测", "实际属实", "下一批每千人")
        if zh
        else ("group", "beneficiaries", "tested", "visited", "false alarms", "per 1,000", "90 % interval",
              "times all", "predicted", "confirmed", "next batch per 1,000")
    )  # fmt: skip
    return Table(
        headings,
        tuple(
            (f"{ATTRIBUTES[g.attribute].of(language)} · {g.name.of(language)}", f"{g.beneficiaries:,}", f"{g.cases:,}",
             f"{percent(g.put)} ({percent(g.put_low)}–{percent(g.put_high)})", f"{g.false_alarms:,}",
             number(g.burden, 1), span(g.burden_low, g.burden_high, 1), number(g.times, 2), percent(g.predicted),
             percent(g.found), number(g.next_put, 1))
            for g in card.groups
        ),
        frozenset(place for place, group in enumerate(card.groups) if group.alarm),
    )  # fmt: skip


def number(value: float, places: int = 3) -> str:
    """With thousands set apart; what was not measured is a dash."""
    return "—" if math.isnan(value) else f"{value:,.{places}f}"


def percent(value: float) -> str:
    """0.617 -> 62%."""
    return "—" if math.isnan(value) else f"{value:.0%}"


def span(low: float, high: float, places: int = 3) -> str:
    """From and to."""
    return "—" if math.isnan(low) else f"{low:.{places}f}–{high:.{places}f}"


def _order(scorer: str, language: Language) -> str:
    if scorer == MODEL:
        return "模型" if language == "zh" else "model"
    return orders.NAMES[scorer][0 if language == "zh" else 1]  # type: ignore[index]


def _lead(one: Difference | None) -> str:
    return "" if one is None else f"{one.by:+.3f} ({one.low:+.3f} – {one.high:+.3f})"
