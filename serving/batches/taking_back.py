"""Record what a filled workbook says: every line of it, or nothing while a cell is at fault."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from records.decisions.dispatches import BatchCase
from records.decisions.outcomes import RecordedOutcome
from serving.accounts.views import User
from serving.audit import log
from serving.batches import line_checks, reading
from serving.batches.reading import Line, Wrong
from serving.cases import repository as cases
from serving.errors import problem_of
from serving.outcomes import service as outcomes
from serving.refusals import InvalidOutcome, OutElsewhere, OwnClearance, WrongCells
from serving.security.policy import require
from serving.security.sight import sight_of

SHOWN = 20  # faults told at once


@dataclass(frozen=True)
class Returned:
    """What a workbook brought: outcomes new, there already, and lines still empty."""

    recorded: int
    already: int
    empty: int


@dataclass(frozen=True)
class Conflict:
    """A line that says something else than what is recorded of its case; what is recorded stays."""

    line: Line
    result: str
    verified: date
    recovered_fen: int | None


@dataclass(frozen=True)
class Returning:
    """What a workbook brings: lines to record, lines that contradict what is recorded, and cells at fault."""

    new: tuple[Line, ...]
    already: int
    empty: int
    conflicts: tuple[Conflict, ...]
    wrong: tuple[Wrong, ...]

    @property
    def clean(self) -> bool:
        """Nothing is at fault."""
        return not self.conflicts and not self.wrong


def take_back(session: Session, file: Path, user: User, partly: bool = False) -> Returned:
    """Read the workbook and record its outcomes in the caller's transaction; again, it changes nothing.

    `partly`: lines at fault are left out instead of holding up the others.
    Raises UnreadableReturn, WrongCells (nothing is recorded then), NotAllowed.
    """
    found = bring(session, file, user)
    if not found.clean and not partly:
        raise WrongCells(_told([*found.wrong, *map(_contradiction, found.conflicts)]))
    done = Returned(len(found.new), found.already, found.empty)
    log.write(session, user.name, "batch.return", "batches", recorded=done.recorded, already=done.already,
              empty=done.empty, left_out=len(found.conflicts) + len(found.wrong))  # fmt: skip
    return done


def look(session: Session, file: Path, user: User) -> Returning:
    """What `take_back` would do with the workbook, tried out and taken back. Raises UnreadableReturn, NotAllowed."""
    found = bring(session, file, user)
    session.rollback()
    return found


def bring(session: Session, file: Path, user: User) -> Returning:
    """Record every line that can be, and tell the others."""
    require(user, "outcome.record")
    lines, wrong = reading.read(file)
    faults = line_checks.faults(session, lines, sight_of(session, user))
    wrong += [fault for _, fault in faults]
    bad = {place for place, _ in faults}
    new, conflicts, already, empty = list[Line](), list[Conflict](), 0, 0
    for line in lines:
        if line.place in bad:
            continue
        if line.form is None:
            empty += 1
            continue
        there = _recorded(session, line)
        if there is None:
            try:
                _record(session, line, user)
                new.append(line)
            except (InvalidOutcome, OutElsewhere, OwnClearance) as error:
                wrong.append(Wrong(f"{line.place.sheet}!{line.place.row}", str(error), problem_of(error).type))
        elif outcomes.says_the_same(there, line.form):
            already += 1
        else:
            conflicts.append(Conflict(line, there.result, there.verified, there.recovered_fen))
    return Returning(tuple(new), already, empty, tuple(conflicts), tuple(wrong))


def _recorded(session: Session, line: Line) -> RecordedOutcome | None:
    kept = session.get_one(BatchCase, (line.batch, line.case_id))
    return None if kept.outcome_id is None else session.get_one(RecordedOutcome, kept.outcome_id)


def _record(session: Session, line: Line, user: User) -> None:
    assert line.form is not None  # noqa: S101 - said to the type checker
    case = cases.by_id(session, line.case_id, lock=True)
    outcomes.record(session, line.case_id, line.form, user, case.version)


def _contradiction(conflict: Conflict) -> Wrong:
    number = conflict.line.case_id
    return Wrong(conflict.line.place.cell(1), f"线索 {number} 已登记了不同的核查结果；如需更正，请在该线索页面修改")


def _told(wrong: list[Wrong]) -> str:
    more = f"\n… and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
    shown = "\n".join(str(fault) for fault in wrong[:SHOWN])
    return f"Nothing was recorded; {len(wrong)} cells are at fault, mend them and return the file again:\n{shown}{more}"
