"""Queries of cases."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from serving.cases.tables import Case, CaseEvent
from serving.refusals import CaseNotFound


def by_id(session: Session, case_id: int, lock: bool = False) -> Case:
    """One case, whosever it is: `serving.security.sight` gives those that a user may see.

    `lock` holds its row until the transaction ends (SQLite's writer holds the whole file anyway).
    """
    query = select(Case).where(Case.id == case_id)
    found = session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise CaseNotFound(f"There is no case {case_id}; take its number from the queue.")
    return found


def of_persons(
    session: Session, person_keys: Collection[int], without: int, seen: ColumnElement[bool]
) -> Sequence[Case]:
    """The cases of these persons that are `seen`, most probable first, at most 30."""
    query = select(Case).where(Case.person_key.in_(person_keys), Case.id != without, Case.status != "withdrawn", seen)
    return session.scalars(query.order_by(Case.probability.desc(), Case.id).limit(30)).all()


def history(session: Session, case_id: int) -> Sequence[CaseEvent]:
    """What happened to a case, newest first."""
    return session.scalars(select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.id.desc())).all()
