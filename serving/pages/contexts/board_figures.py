"""The board's figures as words and tables: what stands under each picture, and what a screen reader reads instead."""

from collections.abc import Sequence
from dataclasses import dataclass

from serving.board.views import Board, Divided, Found, RateLine, Waiting
from serving.pages import addresses, formatting
from serving.pages.contexts.board_months import filled
from serving.pages.contexts.rule_health import HealthRow
from serving.pages.contexts.words import level_word, programme_word
from serving.pages.languages import Language, words


@dataclass(frozen=True)
class Figures:
    """A table: the heading of its first column, the others, the rows."""

    first: str
    headings: tuple[str, ...]
    rows: tuple[HealthRow, ...]


def span(language: Language, low: float, high: float) -> str:
    """An interval in brackets."""
    said = f"{formatting.percent(low)}–{formatting.percent(high)}"
    return f" ({said})" if language == "en" else f"（{said}）"


def name_of(language: Language, by: Divided, line: RateLine) -> str:
    """A rule, programme or township as people call it."""
    return programme_word(line.name.zh, language) if by == "programme" else line.name.of(language)


def months_said(language: Language, board: Board) -> str:
    """All months in one sentence, and the one with the most visits."""
    _ = words(language).gettext
    found, months = board.found, [month for month in board.months if month.found.visits]
    if not months:
        return _("所选时段和范围内没有核查结果。")
    peak = max(months, key=lambda month: month.found.visits)
    return _(
        "%(first)s 至 %(last)s 共核查 %(visits)s 件，属实 %(confirmed)s 件，追缴 %(yuan)s。"
        "核查最多的是 %(peak)s：%(most)s 件，属实 %(then)s 件。"
    ) % {
        "first": f"{months[0].first:%Y-%m}",
        "last": f"{months[-1].first:%Y-%m}",
        "visits": formatting.count(found.visits),
        "confirmed": formatting.count(found.confirmed),
        "yuan": money(language, found.recovered_fen),
        "peak": f"{peak.first:%Y-%m}",
        "most": formatting.count(peak.found.visits),
        "then": formatting.count(peak.found.confirmed),
    }


def months_table(language: Language, board: Board) -> Figures:
    """A row for each month."""
    headings = _found_headings(language)
    rows = [HealthRow(f"{m.first:%Y-%m}", "", _found_cells(language, m.found)) for m in filled(board.months)]
    return Figures(words(language).gettext("月份"), headings, tuple(rows))


def rates_said(language: Language, board: Board, by: Divided) -> str:
    """Which is confirmed most and least often, among those with enough cases to say."""
    _ = words(language).gettext
    known = [line for line in board.rates[by] if line.rate is not None]
    if not known:
        return _("所选时段和范围内没有核查结果。")
    most, least = known[0], known[-1]
    said = _("最高：%(most)s。") % {"most": _one_rate(language, by, most)}
    if len(known) > 1:
        said += " " * (language == "en") + _("最低：%(least)s。") % {"least": _one_rate(language, by, least)}
    return said


def _one_rate(language: Language, by: Divided, line: RateLine) -> str:
    _ = words(language).gettext
    assert line.rate is not None  # noqa: S101 - only such lines are asked for
    return _("%(name)s %(rate)s%(span)s，查清 %(cases)s 件，属实 %(confirmed)s 件") % {
        "name": name_of(language, by, line),
        "rate": formatting.percent(line.rate.mean),
        "span": span(language, line.rate.low, line.rate.high),
        "cases": formatting.count(line.found.labelled),
        "confirmed": formatting.count(line.found.confirmed),
    }


def rates_table(language: Language, board: Board, by: Divided, first: str) -> Figures:
    """A row for each rule, programme or township."""
    _ = words(language).gettext
    rows = []
    for line in board.rates[by]:
        rate = formatting.MISSING
        if line.rate is not None:
            rate = formatting.percent(line.rate.mean) + span(language, line.rate.low, line.rate.high)
        href = addresses.rule(line.key) if by == "rule" else ""
        rows.append(HealthRow(name_of(language, by, line), href, (*_found_cells(language, line.found), rate)))
    return Figures(first, (*_found_headings(language), _("属实率（90% 区间）")), tuple(rows))


def waiting_said(language: Language, board: Board) -> str:
    """How much is out, how much of it late."""
    _ = words(language).gettext
    if not board.batches:
        return _("没有在外的线索：还没有交办批次，或各批都已交回。")
    out, late = (sum(getattr(one, name) for one in board.batches) for name in ("out", "overdue"))
    due = [one.due for one in board.batches if one.due is not None and one.due >= board.today]
    said = _("%(batches)d 批共 %(out)s 件还没有交回，其中 %(late)s 件已逾期。") % {
        "batches": len(board.batches), "out": formatting.count(out), "late": formatting.count(late),
    }  # fmt: skip
    if due:
        said += " " * (language == "en") + _("下一个期限：%(day)s。") % {"day": formatting.day(min(due))}
    return said


def waiting_table(language: Language, lines: Sequence[Waiting], first: str) -> Figures:
    """A row for each batch or township."""
    _ = words(language).gettext
    headings = (_("期限"), _("件数"), _("已交回"), _("未交回"), _("逾期"))
    rows = (
        HealthRow(
            one.name, "",
            (formatting.day(one.due), *(formatting.count(n) for n in (one.cases, one.returned, one.out, one.overdue))),
        )
        for one in lines
    )  # fmt: skip
    return Figures(first, headings, tuple(rows))


def ages_said(language: Language, board: Board) -> str:
    """How many cases are open, how many of them old."""
    _ = words(language).gettext
    old = [age for age in board.ages if age.days > 90]
    return _(
        "待核查 %(open)s 件，预计其中 %(finds)s 件属实；%(old)s 件在列超过 90 天，其中红色 %(red)s 件。"
    ) % {
        "open": formatting.count(board.open_cases),
        "finds": formatting.count(board.expected_finds),
        "old": formatting.count(sum(age.cases for age in old)),
        "red": formatting.count(sum(age.levels["red"] for age in old)),
    }  # fmt: skip


def ages_table(language: Language, board: Board) -> Figures:
    """A row for each age, a column for each level."""
    _ = words(language).gettext
    levels = tuple(board.ages[0].levels)
    rows = (
        HealthRow(
            age_word(language, age.days, age.under), "",
            (*(formatting.count(age.levels[level]) for level in levels), formatting.count(age.cases)),
        )
        for age in board.ages
    )  # fmt: skip
    return Figures(_("在列天数"), (*(level_word(level, language) for level in levels), _("合计")), tuple(rows))


def age_word(language: Language, days: int, under: int | None) -> str:
    """0–30 days, or over 180 days."""
    _ = words(language).gettext
    if under is None:
        return _("%(days)d 天以上") % {"days": days - 1}
    return _("%(days)d–%(last)d 天") % {"days": days, "last": under - 1}


def money(language: Language, fen: int | None) -> str:
    """In whole yuan."""
    return formatting.MISSING if fen is None else formatting.yuan(round(fen / 100) * 100, language)


def _found_headings(language: Language) -> tuple[str, ...]:
    _ = words(language).gettext
    return (_("已核查"), _("属实"), _("不属实"), _("无法核实"), _("追缴金额"))


def _found_cells(language: Language, found: Found) -> tuple[str, ...]:
    counts = (found.visits, found.confirmed, found.cleared, found.inconclusive)
    return (*(formatting.count(number) for number in counts), money(language, found.recovered_fen))
