"""Read the audit log: who did what to what on which days, the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from records.clock import midnight_utc
from serving.audit.tables import AuditEntry

MOST = 100_000  # rows of one export


@dataclass(frozen=True)
class AuditFilter:
    """Which rows: of whom, of which kind (the beginning of the action), about what, on which days (both included)."""

    who: str = ""
    action: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Row:
    """One row of the log."""

    number: int
    at: datetime  # UTC
    who: str
    action: str
    subject: str
    detail: str


def page(session: Session, chosen: AuditFilter, before: int | None, limit: int) -> list[Row]:
    """The newest rows that match, older than the row `before`."""
    query = _matching(chosen)
    if before is not None:
        query = query.where(AuditEntry.id < before)
    found = session.scalars(query.order_by(AuditEntry.id.desc()).limit(limit))
    return [Row(one.id, one.at, one.actor, one.action, one.subject, one.detail) for one in found]


def actions(session: Session) -> Sequence[str]:
    """Every action that was ever logged."""
    return session.scalars(select(AuditEntry.action).distinct().order_by(AuditEntry.action)).all()


def _matching(chosen: AuditFilter) -> Select[AuditEntry]:
    query = select(AuditEntry)
    if chosen.who:
        query = query.where(AuditEntry.actor == chosen.who)
    if chosen.action:
        query = query.where(AuditEntry.action == chosen.action)
    if chosen.subject:
        query = query.where(AuditEntry.subject == chosen.subject)
    if chosen.since is not None:
        query = query.where(AuditEntry.at >= midnight_utc(chosen.since))
    if chosen.until is not None:
        query = query.where(AuditEntry.at < midnight_utc(chosen.until + timedelta(days=1)))
    return query


def newest_of_actors(session: Session, actors: Sequence[str]) -> dict[str, datetime]:
    """When each of these actors last did something that is logged."""
    asked = select(AuditEntry.actor, func.max(AuditEntry.at)).where(AuditEntry.actor.in_(actors))
    return dict(session.execute(asked.group_by(AuditEntry.actor)).all())
