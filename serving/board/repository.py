"""Queries of the board: the open cases by age, and what is out in batches."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case as sql_case
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.decisions.dispatches import Batch, BatchCase
from records.decisions.identity_judgements import IdentityJudgement
from records.decisions.outcomes import RecordedOutcome
from serving.cases.tables import Case
from serving.scan.tables import ScanRecord

Stamp = tuple[int | datetime | None, ...]


@dataclass(frozen=True)
class OpenedOn:
    """Open cases of one level that came onto the queue on one day."""

    day: date
    level: str
    cases: int
    expected_finds: float


@dataclass(frozen=True)
class HandedOut:
    """One township's part of one batch."""

    batch: str
    dispatched: date
    due: date | None
    township: str
    cases: int
    out: int


def stamp(session: Session) -> Stamp:
    """What changes whenever any figure may: a scan, an outcome, a batch made or taken back, an identity judged."""
    counted = (
        func.max(ScanRecord.id), func.max(RecordedOutcome.id), func.max(RecordedOutcome.approved_at),
        func.max(Batch.id), func.max(Batch.made), func.sum(Batch.version), func.max(IdentityJudgement.id),
    )  # fmt: skip
    return tuple(session.scalar(select(one)) for one in counted)


def open_cases(session: Session, township_key: int | None) -> list[OpenedOn]:
    """All open cases, by the day they came and their level."""
    query = select(Case.opened, Case.level, func.count(), func.sum(Case.probability)).where(Case.status == "open")
    if township_key is not None:
        query = query.where(Case.township_key == township_key)
    return [OpenedOn(*row) for row in session.execute(query.group_by(Case.opened, Case.level))]


def handed_out(session: Session, township_key: int | None) -> list[HandedOut]:
    """Every batch by township: how many cases, and of how many nothing came back yet."""
    # What came back in a bureau's sheet instead has decided the case too.
    out = func.sum(sql_case(((BatchCase.outcome_id.is_(None)) & (Case.status == "open"), 1), else_=0))
    query = (
        select(Batch.name, Batch.dispatched, Batch.due, BatchCase.township, func.count(), out)
        .join(BatchCase, BatchCase.batch_id == Batch.id)
        .join(Case, Case.id == BatchCase.case_id)
        .where(BatchCase.taken_out.is_(None), Batch.cancelled.is_(None))
        .group_by(Batch.id, BatchCase.township_key, BatchCase.township)
        .order_by(Batch.id)
    )
    if township_key is not None:
        query = query.where(BatchCase.township_key == township_key)
    return [HandedOut(*row) for row in session.execute(query)]
