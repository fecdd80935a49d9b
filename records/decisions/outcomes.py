"""Outcomes 核查结果 recorded in the application: serving writes them, training reads them as labels."""

from datetime import date, datetime

import pyarrow as pa
from sqlalchemy import BigInteger, Engine, String, Text, UniqueConstraint, func, inspect, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from records.clock import local_day
from records.contracts import OUTCOME
from records.database import Base, holding
from records.home import Home

RESULTS = ("confirmed", "cleared", "inconclusive")
WAITING, APPROVED, SENT_BACK = APPROVALS = ("waiting", "approved", "sent_back")


class RecordedOutcome(Base):
    """What an inspector found out about one case. A correction is a new version; the older ones stay."""

    __tablename__ = "outcome"
    __table_args__ = (UniqueConstraint("case_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(index=True)
    award_key: Mapped[int] = mapped_column(BigInteger, index=True)
    kind: Mapped[str | None] = mapped_column(Text)  # the rule or the words that sent the inspector there
    batch: Mapped[str | None] = mapped_column(String(64))
    dispatched: Mapped[date | None]
    verified: Mapped[date]
    result: Mapped[str] = mapped_column(String(16))  # one of RESULTS
    recovered_fen: Mapped[int | None] = mapped_column(BigInteger)  # 追缴金额; null: nothing stated
    disposal: Mapped[str | None] = mapped_column(String(64))
    register_wrong: Mapped[bool] = mapped_column(default=False)  # the registry, not the payout, is wrong
    note: Mapped[str | None] = mapped_column(Text)
    who: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]  # when it was entered, UTC
    version: Mapped[int] = mapped_column(default=1)
    judged: Mapped[str | None] = mapped_column(Text)  # JSON, rule -> band: the hits that the inspector had before him
    judged_day: Mapped[date | None]  # up to which day the scan before him saw payouts and facts
    findings: Mapped[str | None] = mapped_column(Text)  # JSON, rule -> result; null: one result for all that hit
    approval: Mapped[str | None] = mapped_column(String(16))  # one of APPROVALS; null: it needed none
    approver: Mapped[str | None] = mapped_column(String(64))  # who approved it or sent it back
    approved_at: Mapped[datetime | None]  # UTC
    approval_note: Mapped[str | None] = mapped_column(Text)


# What waits for approval, or was sent back, is nobody's label yet.
COUNTS = or_(RecordedOutcome.approval.is_(None), RecordedOutcome.approval == APPROVED)


def recorded(home: Home, url: str | None = None) -> pa.Table:
    """The newest version of every recorded outcome that counts, with the columns of OUTCOME; empty where there is none.

    Args:
        home: whose application database to read.
        url: the database's URL if it is not the home's SQLite file.
    """
    with holding(RecordedOutcome.__tablename__, home, url) as opened:
        return OUTCOME.empty_table() if opened is None else _read(opened)


def _read(opened: Engine) -> pa.Table:
    # A database that a newer mingcha has not opened yet lacks what it added.
    there = {column["name"] for column in inspect(opened).get_columns(RecordedOutcome.__tablename__)}
    versions = select(RecordedOutcome.case_id, func.max(RecordedOutcome.version).label("version"))
    if "approval" in there:
        versions = versions.where(COUNTS)
    newest = versions.group_by(RecordedOutcome.case_id).subquery()
    query = select(*(column for column in RecordedOutcome.__table__.columns if column.name in there)).join(
        newest,
        (RecordedOutcome.case_id == newest.c.case_id) & (RecordedOutcome.version == newest.c.version),
    )
    with opened.connect() as connection:
        rows = connection.execute(query.order_by(RecordedOutcome.id)).mappings().all()
    found = [{**row, "known": local_day(row["at"])} for row in rows]
    return pa.Table.from_pylist(found, schema=OUTCOME)
