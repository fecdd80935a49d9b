"""How the model orders visits beside simpler orders: the rows of the table, the bars and lines of the charts."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from serving.pages import formatting
from serving.pages.charts.batches import Line
from serving.pages.charts.yardsticks import Yardstick
from serving.pages.languages import Language, words
from training.folder.card import ALL, MODEL

if TYPE_CHECKING:
    from training.folder.card import Card, Measures

COMPARED = (MODEL, "rule_rate", "random")  # the lines of the chart over batches


@dataclass(frozen=True)
class MeasureRow:
    """One order of visits in the yardstick table."""

    name: str
    ours: bool
    cells: tuple[str, ...]


def headings(language: Language) -> tuple[str, ...]:
    """The columns of the table."""
    _ = words(language).gettext
    return (
        _("平均精度"),
        "AUC",
        _("前一成属实率"),
        _("核查能力内属实率"),
        _("查出占比"),
        _("提升倍数"),
        _("查出金额"),
        _("校准误差"),
    )


def measure_row(language: Language, row: "Measures") -> MeasureRow:
    """A row of the table; what was not measured is a dash."""

    def or_dash(value: float, text: str) -> str:
        return formatting.MISSING if math.isnan(value) else text

    lift, found = row.lift_capacity, row.yuan_capacity
    return MeasureRow(
        name=scorer_word(language, row.scorer),
        ours=row.scorer == MODEL,
        cells=(
            or_dash(row.average_precision, f"{row.average_precision:.3f}"),
            or_dash(row.auc, f"{row.auc:.3f}"),
            or_dash(row.precision_tenth, formatting.percent(row.precision_tenth)),
            or_dash(row.precision_capacity, formatting.percent(row.precision_capacity)),
            or_dash(row.recall_capacity, formatting.percent(row.recall_capacity)),
            or_dash(lift, f"{lift:.1f}"),
            formatting.MISSING if math.isnan(found) else formatting.yuan(round(found) * 100, language),
            or_dash(row.calibration_error, f"{row.calibration_error:.3f}"),
        ),
    )


def yardsticks_of(card: "Card", language: Language) -> tuple[Yardstick, ...]:
    """The bars of the chart: the model, then the simpler orders, the best first."""
    rows = sorted((row for row in card.evaluation if row.batch == ALL), key=lambda row: -row.average_precision)
    return tuple(
        Yardstick(
            scorer_word(language, row.scorer),
            row.average_precision,
            row.average_precision_low,
            row.average_precision_high,
            row.scorer == MODEL,
        )
        for row in rows
    )


def batches_of(card: "Card", language: Language) -> tuple[tuple[str, ...], tuple[Line, ...]]:
    """The batches tested, and a line for the model, for the best-known yardstick, and for chance."""
    batches = tuple(dict.fromkeys(row.batch for row in card.evaluation if row.batch != ALL))
    found = {(row.scorer, row.batch): row.average_precision for row in card.evaluation}
    lines = tuple(
        Line(_short(language, scorer), tuple(found.get((scorer, b), math.nan) for b in batches), scorer == MODEL)
        for scorer in COMPARED
    )
    return batches, lines


def scorer_word(language: Language, scorer: str) -> str:
    """What an order of visits is called."""
    from training.evaluation import yardsticks

    if scorer == MODEL:
        return words(language).gettext("模型")
    zh, en = yardsticks.NAMES[scorer]  # type: ignore[index]
    return en if language == "en" else zh


def simple_orders(card: "Card") -> "list[Measures]":
    """All orders but the model's, the best first."""
    rows = [row for row in card.evaluation if row.batch == ALL and row.scorer != MODEL]
    return sorted(rows, key=lambda row: -row.average_precision)


def _short(language: Language, scorer: str) -> str:
    """A name short enough to stand at the end of a line."""
    _ = words(language).gettext
    return {MODEL: _("模型"), "rule_rate": _("规则属实率"), "random": _("随机")}[scorer]
