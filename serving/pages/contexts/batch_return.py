"""What a returned workbook brings, before it is taken; and what was taken."""

from collections.abc import Sequence
from dataclasses import dataclass

from serving.batches.reading import Line, Wrong
from serving.batches.taking_back import Conflict, Returned, Returning
from serving.pages import formatting
from serving.pages.contexts.frame import Frame
from serving.pages.contexts.words import result_word
from serving.pages.languages import Language, words
from serving.pages.refusals import problem_text

SHOWN = 200  # lines of a list; the rest is counted


@dataclass(frozen=True)
class NewLine:
    """A line that would be recorded."""

    cell: str
    case_id: int
    result: str
    verified: str
    recovered: str


@dataclass(frozen=True)
class ConflictLine:
    """A line that contradicts what is recorded."""

    cell: str
    case_id: int
    href: str
    sheet_says: str
    recorded: str


@dataclass(frozen=True)
class ReturnPage:
    """The page."""

    frame: Frame
    file: str
    token: str  # empty once it was taken
    summary: str
    new: tuple[NewLine, ...]
    more: int
    conflicts: tuple[ConflictLine, ...]
    wrong: tuple[tuple[str, str], ...]
    can_take: bool
    partly: bool
    done: str
    template: str = "batch_return.html"


def return_page(frame: Frame, file: str, token: str, found: Returning) -> ReturnPage:
    """Before it is taken."""
    language = frame.language
    new = tuple(_new(language, line) for line in found.new[:SHOWN])
    return ReturnPage(
        frame, file, token, _summary(language, found), new, max(len(found.new) - SHOWN, 0),
        tuple(_conflict(language, one) for one in found.conflicts), wrong_lines(language, found.wrong),
        bool(found.new), not found.clean, "",
    )  # fmt: skip


def taken_page(frame: Frame, done: Returned) -> ReturnPage:
    """After it was taken."""
    said = words(frame.language).gettext("已收回 %(new)d 件结果；%(already)d 件之前已登记，%(empty)d 行还没有填。")
    text = said % {"new": done.recorded, "already": done.already, "empty": done.empty}
    return ReturnPage(frame, "", "", "", (), 0, (), (), False, False, text)


def wrong_lines(language: Language, wrong: Sequence[Wrong]) -> tuple[tuple[str, str], ...]:
    """Cells at fault, and why."""
    return tuple((one.where, problem_text(one.problem, language) or one.what) for one in wrong[:SHOWN])


def _summary(language: Language, found: Returning) -> str:
    said = words(language).gettext(
        "将登记 %(new)d 件；%(already)d 件之前已登记，不变；%(empty)d 行还没有填；%(conflicts)d 件与已登记的不一致；"
        "%(wrong)d 处读不出或不能用。"
    )
    return said % {
        "new": len(found.new), "already": found.already, "empty": found.empty, "conflicts": len(found.conflicts),
        "wrong": len(found.wrong),
    }  # fmt: skip


def _new(language: Language, line: Line) -> NewLine:
    form = line.form
    assert form is not None  # noqa: S101 - said to the type checker
    fen = None if form.recovered_yuan is None else int(form.recovered_yuan * 100)
    return NewLine(
        line.place.cell(1), line.case_id, result_word(form.result, language), formatting.day(form.verified),
        formatting.yuan(fen, language),
    )  # fmt: skip


def _conflict(language: Language, one: Conflict) -> ConflictLine:
    own = _new(language, one.line)
    recorded = (
        result_word(one.result, language),  # type: ignore[arg-type]
        formatting.day(one.verified),
        formatting.yuan(one.recovered_fen, language),
    )
    says = (own.result, own.verified, own.recovered)
    return ConflictLine(own.cell, own.case_id, f"/cases/{own.case_id}", " · ".join(says), " · ".join(recorded))
