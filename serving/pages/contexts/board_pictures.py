"""The board's pictures: what each shows, drawn in the visitor's language."""

from typing import Literal, get_args

from serving.board.views import Board, Divided
from serving.pages import formatting
from serving.pages.charts.ages import LevelAges, ages_svg
from serving.pages.charts.estimates import estimates_svg
from serving.pages.charts.found import FoundWords, MonthBar, found_svg
from serving.pages.charts.payouts import Shape
from serving.pages.charts.rule_health import RuleDot, health_svg
from serving.pages.charts.waiting import BatchBar, waiting_svg
from serving.pages.contexts.board_estimates import estimate_dots, precision_dots
from serving.pages.contexts.board_figures import age_word, name_of
from serving.pages.contexts.board_months import filled
from serving.pages.contexts.words import level_word
from serving.pages.languages import Language, words

Name = Literal["months", "rules", "programmes", "townships", "waiting", "ages", "precision", "estimates"]
NAMES: tuple[Name, ...] = get_args(Name)
DIVIDED: dict[Name, Divided] = {"rules": "rule", "programmes": "programme", "townships": "township"}


def drawn(board: Board, name: Name, shape: Shape, language: Language) -> str:
    """One picture as SVG; empty where there is nothing to draw (`has`)."""
    if not has(board, name):
        return ""
    if name in DIVIDED:
        _ = words(language).gettext
        return health_svg(_dots(board, DIVIDED[name], language), shape, _("属实率与 90% 区间"), _("查清"))
    if name == "months":
        return found_svg(_months(board, language), _names(language), shape)
    if name == "waiting":
        return waiting_svg(_batches(board, language), shape)
    if name == "ages":
        ages = tuple(age_word(language, age.days, age.under) for age in board.ages)
        return ages_svg(ages, _levels(board, language), shape)
    dots = precision_dots(language, board) if name == "precision" else estimate_dots(language, board)
    return estimates_svg(dots, shape)


def has(board: Board, name: Name) -> bool:
    """Whether there is anything to draw."""
    if name in DIVIDED:
        return bool(board.rates[DIVIDED[name]])
    shown = {
        "months": bool(board.months),
        "waiting": bool(board.batches),
        "ages": board.open_cases > 0,
        "precision": board.precision is not None,
        "estimates": bool(estimate_dots("zh", board)),
    }
    return shown[name]


def _dots(board: Board, by: Divided, language: Language) -> tuple[RuleDot, ...]:
    found = []
    for line in board.rates[by]:
        said = words(language).gettext("尚无核查结果")
        if line.rate is not None:
            said = f"{formatting.percent(line.rate.mean)} · {line.found.confirmed}/{line.found.labelled}"
        found.append(RuleDot(name_of(language, by, line), line.rate, said, line.found.labelled))
    return tuple(found)


def _months(board: Board, language: Language) -> tuple[MonthBar, ...]:
    return tuple(
        MonthBar(
            f"{month.first:%Y-%m}",
            month.found.visits,
            month.found.confirmed,
            None if month.found.recovered_fen is None else month.found.recovered_fen / 100,
            formatting.short_yuan(month.found.recovered_fen, language),
        )
        for month in filled(board.months)
    )


def _names(language: Language) -> FoundWords:
    _ = words(language).gettext
    unit = _("追缴（万元）")
    return FoundWords(_("核查件数"), _("其中属实"), unit)


def _levels(board: Board, language: Language) -> tuple[LevelAges, ...]:
    return tuple(
        LevelAges(level, level_word(level, language), tuple(age.levels[level] for age in board.ages))
        for level in board.ages[0].levels
    )


def _batches(board: Board, language: Language) -> tuple[BatchBar, ...]:
    _ = words(language).gettext
    bars = []
    for one in board.batches:
        said = _("交回 %(n)d/%(of)d") % {"n": one.returned, "of": one.cases}
        if one.overdue:
            said += " · " + _("逾期 %(n)d 件") % {"n": one.overdue}
        elif one.due is not None:
            said += " · " + _("%(day)s 到期") % {"day": f"{one.due:%m-%d}"}
        bars.append(BatchBar(one.name, one.returned / one.cases, one.overdue / one.cases, said))
    return tuple(bars)
