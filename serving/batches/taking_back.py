"""Record what a filled workbook says: every line of it, or nothing while a cell is at fault."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.dispatches import Batch, BatchCase
from records.home import Home
from records.outcomes import RecordedOutcome
from records.text import squeezed
from serving import identities_view
from serving.accounts.views import User
from serving.audit import log
from serving.batches import reading, seals
from serving.batches.reading import Line, Wrong
from serving.cases import repository as cases
from serving.cases.tables import Case
from serving.outcomes import service as outcomes
from serving.refusals import InvalidOutcome, WrongCells
from serving.security.sight import Sight, sight_of

SHOWN = 20  # faults told at once


@dataclass(frozen=True)
class Returned:
    """What a workbook brought: outcomes new, there already, and lines still empty."""

    recorded: int
    already: int
    empty: int


def take_back(session: Session, file: Path, user: User) -> Returned:
    """Read the workbook and record its outcomes in the caller's transaction; again, it changes nothing.

    Raises UnreadableReturn, WrongCells (nothing is recorded then), NotAllowed.
    """
    lines, wrong = reading.read(file)
    wrong += _unknown(session, lines, sight_of(session, user))
    wrong += _changed(session, lines)
    wrong += _of_others(session, lines)
    if wrong:
        raise WrongCells(_told(wrong))
    recorded = already = 0
    for line in lines:
        if line.form is None:
            continue
        fresh = _record(session, line, user, wrong)
        recorded, already = recorded + fresh, already + (not fresh)
    if wrong:
        raise WrongCells(_told(wrong))
    done = Returned(recorded, already, sum(line.form is None for line in lines))
    log.write(session, user.name, "batch.return", "batches", recorded=recorded, already=already, empty=done.empty)
    return done


def _unknown(session: Session, lines: list[Line], sight: Sight) -> Iterator[Wrong]:
    seen = set[tuple[int, int]]()
    for line in lines:
        key = (line.batch, line.case_id)
        own = (BatchCase.batch_id == line.batch, BatchCase.case_id == line.case_id, sight.batch_cases())
        kept = session.scalar(select(BatchCase).where(*own))
        if kept is None:
            yield Wrong(line.place.cell(1), f"批次 {line.batch} 中没有线索 {line.case_id}")
        elif kept.taken_out is not None or session.get_one(Batch, line.batch).cancelled is not None:
            yield Wrong(line.place.cell(1), f"线索 {line.case_id} 已不在批次 {line.batch} 中（批次取消或线索已取出）")
        if key in seen:
            yield Wrong(line.place.cell(1), f"线索 {line.case_id} 在表中出现了两次")
        seen.add(key)


def _changed(session: Session, lines: list[Line]) -> Iterator[Wrong]:
    """Lines in which something was changed that is not to be filled in; sheets of older releases carry no seals."""
    home: Home = session.info["home"]
    secret = home.secret()
    for line in lines:
        if "seal" in line.cells and squeezed(line.cells["seal"]) != seals.seal(secret, line.cells):
            yield Wrong(line.place.cell(1), f"线索 {line.case_id} 这一行的固定内容被改动了；请按导出的表恢复")


def _of_others(session: Session, lines: list[Line]) -> Iterator[Wrong]:
    """Lines with the id of another case's person, as after sorting some columns only: a wrong person would be judged.

    An id that is no other's passes: whoever went there may have mended it.
    """
    batches = {line.batch for line in lines}
    asked = select(Case.id, Case.person_key).join(BatchCase, BatchCase.case_id == Case.id)
    rows = session.execute(asked.where(BatchCase.batch_id.in_(batches)))
    people = {row.id: row.person_key for row in rows}
    home: Home = session.info["home"]
    masked, full = (look(home, set(people.values())) for look in (identities_view.masked, identities_view.full))
    own = {case: {squeezed(look[person].resident_id) for look in (masked, full)} for case, person in people.items()}
    everybody = set[str]().union(*own.values()) - {identities_view.UNKNOWN}
    for line in lines:
        written = squeezed(line.cells.get("resident_id", ""))
        if written in everybody and written not in own.get(line.case_id, ()):
            yield Wrong(line.place.cell(1), f"线索 {line.case_id} 的证件号码是另一条线索的；请按导出的表恢复各行")


def _record(session: Session, line: Line, user: User, wrong: list[Wrong]) -> bool:
    """Record one outcome; False where it is there already. A different one that is there is named, never replaced."""
    assert line.form is not None  # noqa: S101 - said to the type checker
    kept = session.get_one(BatchCase, (line.batch, line.case_id))
    if kept.outcome_id is not None:
        there = session.get_one(RecordedOutcome, kept.outcome_id)
        if not outcomes.says_the_same(there, line.form):
            wrong.append(
                Wrong(line.place.cell(1), f"线索 {line.case_id} 已登记了不同的核查结果；如需更正，请在该线索页面修改")
            )
        return False
    case = cases.by_id(session, line.case_id, lock=True)
    try:
        outcomes.record(session, line.case_id, line.form, user, case.version)
    except InvalidOutcome as error:
        wrong.append(Wrong(f"{line.place.sheet}!{line.place.row}", str(error)))
    return True


def _told(wrong: list[Wrong]) -> str:
    more = f"\n… and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
    shown = "\n".join(str(fault) for fault in wrong[:SHOWN])
    return f"Nothing was recorded; {len(wrong)} cells are at fault, mend them and return the file again:\n{shown}{more}"
