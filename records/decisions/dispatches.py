"""Batches 批次 handed to townships, and why each case is in one: serving writes them, training reads them."""

import json
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, ColumnElement, Engine, ForeignKey, Index, String, Text, and_, inspect, select
from sqlalchemy.orm import Mapped, mapped_column

from records.database import Base, holding
from records.decisions.outcomes import COUNTS, RecordedOutcome
from records.home import Home

VERIFICATION, RECHECK = "verification", "recheck"
STRATA = ("stratum", "flagged", "awards")


class Batch(Base):
    """Cases handed out on one day: drawn from which scan, by which dice, out of how many awards."""

    __tablename__ = "batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(16))  # verification, or recheck of cleared cases by another township
    dispatched: Mapped[date]
    due: Mapped[date | None]
    made: Mapped[datetime]  # UTC
    who: Mapped[str] = mapped_column(String(64))
    capacity: Mapped[str] = mapped_column(Text)  # JSON: a number of visits, or township key -> visits
    share: Mapped[float]  # of the visits that are random
    seed: Mapped[int] = mapped_column(BigInteger)
    population: Mapped[str] = mapped_column(Text)  # JSON: rows of stratum, flagged, awards that stood for choice
    scan_id: Mapped[int]
    model_version: Mapped[str] = mapped_column(String(64))
    catalogue_version: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(default=1)  # grows with every change by a person
    cancelled: Mapped[datetime | None]  # UTC; only while nothing has come back
    cancelled_by: Mapped[str | None] = mapped_column(String(64))
    cancelled_why: Mapped[str | None] = mapped_column(Text)


class BatchCase(Base):
    """One case of a batch, and the probability with which it was picked."""

    __tablename__ = "batch_case"
    __table_args__ = (Index("batch_case_by_case", "case_id"),)

    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(primary_key=True)
    why: Mapped[str] = mapped_column(String(16))  # top, random, tip, hand_picked; of a recheck: random
    inclusion: Mapped[float]  # the probability, over 0, up to 1
    stratum: Mapped[str] = mapped_column(String(8))  # certain, margin, rest
    flagged: Mapped[bool]  # it stood on the queue
    score: Mapped[float]  # probability on the day: no outcome of this batch was known to the model
    township_key: Mapped[int | None]  # who visits
    township: Mapped[str] = mapped_column(String(64))
    outcome_id: Mapped[int | None]  # what came back, the newest version; null while it is out
    taken_out: Mapped[datetime | None]  # UTC; drawn, and then not to be visited in this batch
    taken_out_by: Mapped[str | None] = mapped_column(String(64))
    taken_out_why: Mapped[str | None] = mapped_column(Text)
    # Of a recheck only: who had cleared the case, and in which batch that outcome counts.
    checked_key: Mapped[int | None]
    checked_township: Mapped[str | None] = mapped_column(String(64))
    checked_batch: Mapped[str | None] = mapped_column(String(64))
    checked_dispatched: Mapped[date | None]


def waiting() -> tuple[ColumnElement[bool], ...]:
    """Conditions under which a case is out in a batch; for queries over both tables."""
    return BatchCase.outcome_id.is_(None), BatchCase.taken_out.is_(None), Batch.cancelled.is_(None)


def visits(home: Home, kind: str, url: str | None = None) -> pd.DataFrame:
    """Every case of every batch of a kind, with the result that came back (null: none yet); oldest batch first.

    A case that was taken out stands among them without a result, as one that was drawn and did not come back; of a
    cancelled batch nothing does: nobody was sent, and its awards stood for choice again.
    Columns: those of BatchCase, batch (its name), dispatched, result.
    """
    names = [column.name for column in BatchCase.__table__.columns]
    with holding(Batch.__tablename__, home, url) as opened:
        if opened is None:
            return pd.DataFrame(columns=[*names, "batch", "dispatched", "result"])
        # A database that a newer mingcha has not opened yet lacks what it added.
        own = [column for column in BatchCase.__table__.columns if column.name in _there(opened, BatchCase)]
        came_back = RecordedOutcome.id == BatchCase.outcome_id
        if "approval" in _there(opened, RecordedOutcome):
            came_back = and_(came_back, COUNTS)
        query = (
            select(*own, Batch.name.label("batch"), Batch.dispatched, RecordedOutcome.result)
            .join(Batch, Batch.id == BatchCase.batch_id)
            .outerjoin(RecordedOutcome, came_back)
            .where(Batch.kind == kind)
            .order_by(Batch.id, BatchCase.case_id)
        )
        if "cancelled" in _there(opened, Batch):
            query = query.where(Batch.cancelled.is_(None))
        with opened.connect() as connection:
            rows = [tuple(row) for row in connection.execute(query)]
        found = pd.DataFrame(rows, columns=[*(column.name for column in own), "batch", "dispatched", "result"])
        return found.reindex(columns=[*names, "batch", "dispatched", "result"])


def _there(opened: Engine, kind: type[Base]) -> set[str]:
    return {column["name"] for column in inspect(opened).get_columns(kind.__tablename__)}


def population(home: Home, batches: Collection[str], url: str | None = None) -> pd.DataFrame:
    """How many awards stood for choice in these batches (by name): stratum, flagged, awards."""
    kept: list[str] = []
    with holding(Batch.__tablename__, home, url) as opened:
        if opened is not None:
            with opened.connect() as connection:
                kept = list(connection.scalars(select(Batch.population).where(Batch.name.in_(batches))))
    rows: list[dict[str, Any]] = [row for text in kept for row in json.loads(text)]
    whole = pd.DataFrame(rows, columns=list(STRATA))
    return whole.groupby(["stratum", "flagged"], as_index=False).sum()
