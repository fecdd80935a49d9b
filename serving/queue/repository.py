"""Queries of the queue."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from serving.cases.tables import Case, CaseOffered, CaseRule
from serving.queue.views import QueueFilter

_SORTS: dict[str, InstrumentedAttribute[Any]] = {
    "probability": Case.probability,
    "amount": Case.amount_fen,
    "expected": Case.expected_fen,
}


def rows(
    session: Session,
    chosen: QueueFilter,
    persons: Sequence[int] | None,
    after: tuple[float, int] | None,
    limit: int,
) -> Sequence[Case]:
    """The cases that match, best first, from behind `after` (value it is sorted by, case number)."""
    column = _SORTS[chosen.sort]
    query = select(Case).where(*_conditions(chosen, persons)).order_by(column.desc(), Case.id).limit(limit)
    if after is not None:
        value, case_id = after
        query = query.where(or_(column < value, and_(column == value, Case.id > case_id)))
    return session.scalars(query).all()


def best_not_offered(
    session: Session, chosen: QueueFilter, persons: Sequence[int] | None, who: str, since: datetime
) -> int | None:
    """The best case that matches among those not offered to `who` since then; else the one offered longest ago."""
    column = _SORTS[chosen.sort]
    offered = and_(CaseOffered.case_id == Case.id, CaseOffered.who == who, CaseOffered.at > since)
    query = select(Case.id).outerjoin(CaseOffered, offered).where(*_conditions(chosen, persons))
    return session.scalar(query.order_by(CaseOffered.at.asc().nulls_first(), column.desc(), Case.id).limit(1))


def sort_value(case: Case, sort: str) -> float:
    """What the case is sorted by."""
    value: float = getattr(case, _SORTS[sort].key)
    return value


def totals(session: Session, chosen: QueueFilter, persons: Sequence[int] | None) -> tuple[int, float]:
    """How many cases match, and the sum of their probabilities."""
    query = select(func.count(), func.coalesce(func.sum(Case.probability), 0.0)).where(*_conditions(chosen, persons))
    count, finds = session.execute(query).one()
    return int(count), float(finds)


def open_total(session: Session) -> int:
    """Open cases of the county."""
    return session.scalar(select(func.count()).select_from(Case).where(Case.status == "open")) or 0


def facet(
    session: Session, chosen: QueueFilter, persons: Sequence[int] | None, name: str
) -> list[tuple[str, str, int]]:
    """Values of a property with their label and how many cases have them, under every other filter."""
    conditions = _conditions(chosen, persons, without=name)
    count = func.count().label("count")
    query: Select[Any, Any, int]
    if name == "rule":
        ruled = select(CaseRule.rule, CaseRule.rule, count).join(Case, Case.id == CaseRule.case_id)
        query = ruled.where(*conditions).group_by(CaseRule.rule)
    elif name in ("township", "village", "programme"):
        key = Case.programme if name == "programme" else getattr(Case, f"{name}_key")
        label = Case.programme_name if name == "programme" else getattr(Case, name)
        query = select(key, func.max(label), count).where(*conditions, key.is_not(None)).group_by(key)
    else:
        column = getattr(Case, name)
        query = select(column, column, count).where(*conditions).group_by(column)
    found = session.execute(query.order_by(count.desc())).all()
    return [(str(value), str(label), int(number)) for value, label, number in found]


def _conditions(
    chosen: QueueFilter, persons: Sequence[int] | None, without: str | None = None
) -> list[ColumnElement[bool]]:
    wanted = {
        "township": (Case.township_key, chosen.township_key),
        "village": (Case.village_key, chosen.village_key),
        "programme": (Case.programme, chosen.programme),
        "level": (Case.level, chosen.level),
        "status": (Case.status, chosen.status),
    }
    found: list[ColumnElement[bool]] = [
        column == value for name, (column, value) in wanted.items() if value is not None and name != without
    ]
    if chosen.rule is not None and without != "rule":
        found.append(exists().where(CaseRule.case_id == Case.id, CaseRule.rule == chosen.rule))
    if chosen.text:
        number = int(chosen.text) if chosen.text.isdigit() and len(chosen.text) < 10 else -1
        found.append(or_(Case.id == number, Case.person_key.in_(persons or [])))
    return found
