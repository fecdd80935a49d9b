"""Whether the lines of a returned workbook are those that went out: known, still out, unchanged, of the same people."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.decisions.dispatches import Batch, BatchCase
from records.home import Home
from records.values.text import squeezed
from serving import identities_view
from serving.batches import seals
from serving.batches.reading import Line, Place, Wrong
from serving.cases.tables import Case
from serving.security.sight import Sight

Fault = tuple[Place, Wrong]


def faults(session: Session, lines: list[Line], sight: Sight) -> list[Fault]:
    """Every line that cannot be taken, and why."""
    return [*_unknown(session, lines, sight), *_changed(session, lines), *_of_others(session, lines)]


def _fault(line: Line, what: str) -> Fault:
    return line.place, Wrong(line.place.cell(1), what)


def _unknown(session: Session, lines: list[Line], sight: Sight) -> Iterator[Fault]:
    seen = set[tuple[int, int]]()
    for line in lines:
        key = (line.batch, line.case_id)
        own = (BatchCase.batch_id == line.batch, BatchCase.case_id == line.case_id, sight.batch_cases())
        kept = session.scalar(select(BatchCase).where(*own))
        if kept is None:
            yield _fault(line, f"批次 {line.batch} 中没有线索 {line.case_id}")
        elif kept.taken_out is not None or session.get_one(Batch, line.batch).cancelled is not None:
            yield (
                line.place,
                Wrong(line.place.cell(1), f"线索 {line.case_id} 已不在批次 {line.batch} 中（批次取消或线索已取出）"),
            )
        if key in seen:
            yield _fault(line, f"线索 {line.case_id} 在表中出现了两次")
        seen.add(key)


def _changed(session: Session, lines: list[Line]) -> Iterator[Fault]:
    """Lines in which something was changed that is not to be filled in; sheets of older releases carry no seals."""
    home: Home = session.info["home"]
    secret = home.secret()
    for line in lines:
        if "seal" in line.cells and squeezed(line.cells["seal"]) != seals.seal(secret, line.cells):
            yield (
                line.place,
                Wrong(line.place.cell(1), f"线索 {line.case_id} 这一行的固定内容被改动了；请按导出的表恢复"),
            )


def _of_others(session: Session, lines: list[Line]) -> Iterator[Fault]:
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
            yield (
                line.place,
                Wrong(line.place.cell(1), f"线索 {line.case_id} 的证件号码是另一条线索的；请按导出的表恢复各行"),
            )
