"""Queries of the queue. What is counted and ordered stands in memory: see `serving.queue.columns`."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from serving.accounts.tables import Account
from serving.cases.tables import Case, CaseOffered

CHUNK = 500  # numbers in one statement


def cases(session: Session, numbers: Sequence[int]) -> list[Case]:
    """These cases in this order; one that is not there is left out."""
    found: dict[int, Case] = {}
    for some in chunks(numbers):
        found |= {case.id: case for case in session.scalars(select(Case).where(Case.id.in_(some)))}
    return [found[number] for number in numbers if number in found]


def chunks(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """The numbers in parts that a statement can name."""
    return (numbers[start : start + CHUNK] for start in range(0, len(numbers), CHUNK))


def shown_names(session: Session, names: Collection[str | None]) -> dict[str, str]:
    """What to call these users; a name without an account is called by itself."""
    asked = {name for name in names if name}
    if not asked:
        return {}
    rows = session.execute(select(Account.name, Account.display_name).where(Account.name.in_(asked)))
    return {name: name for name in asked} | dict(rows.all())


def offered(session: Session, who: str, since: datetime) -> dict[int, datetime]:
    """The cases that were offered to a user since then."""
    asked = select(CaseOffered.case_id, CaseOffered.at).where(CaseOffered.who == who, CaseOffered.at > since)
    return dict(session.execute(asked).all())


def held_by_others(session: Session, who: str, at: datetime) -> set[int]:
    """The cases that somebody else is at work on."""
    asked = select(Case.id).where(Case.holder.is_not(None), Case.holder != who, Case.held_until > at)
    return set(session.scalars(asked))


def hold(session: Session, case_id: int, who: str, at: datetime, until: datetime) -> bool:
    """Take a case that is free, in one statement: of two who try, one gets it."""
    free = or_(Case.holder.is_(None), Case.holder == who, Case.held_until <= at)
    mine = or_(Case.assignee.is_(None), Case.assignee == who)
    taken = update(Case).where(Case.id == case_id, Case.status == "open", free, mine)
    return _changed(session, taken.values(holder=who, held_until=until))


def let_go(session: Session, who: str, without: int | None = None, only: int | None = None) -> int:
    """Free what a user holds: all, all but one, or only one; how many these were."""
    held: list[ColumnElement[bool]] = [Case.holder == who]
    held += [Case.id != without] if without is not None else []
    held += [Case.id == only] if only is not None else []
    freed = update(Case).where(and_(*held)).values(holder=None, held_until=None)
    return _count(session, freed)


def _changed(session: Session, statement: object) -> bool:
    return _count(session, statement) == 1


def _count(session: Session, statement: object) -> int:
    done = session.execute(statement, execution_options={"synchronize_session": False})  # type: ignore[call-overload]
    return int(done.rowcount)
