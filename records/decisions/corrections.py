"""Corrections 登记更正: facts of registers that a visit found to be wrong, written by serving, read by everything."""

from datetime import date, datetime

import pyarrow as pa
from sqlalchemy import BigInteger, Engine, ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from records.clock import local_day
from records.contracts import CORRECTION
from records.database import Base, holding
from records.home import Home

# The fact does not exist; it is somebody else's; one of its dates is another.
WRONGS = ("absent", "other_person", "other_date")


class RecordedCorrection(Base):
    """What is wrong with one fact of a register. It is never deleted: a withdrawal is a row of its own."""

    __tablename__ = "correction"

    id: Mapped[int] = mapped_column(primary_key=True)
    of_registry: Mapped[str] = mapped_column("registry", String(32))  # SQLAlchemy keeps the bare name for itself
    person_key: Mapped[int | None] = mapped_column(BigInteger, index=True)
    fact: Mapped[str] = mapped_column(
        String(32), index=True
    )  # digest of what the row says, see records.decisions.facts
    wrong: Mapped[str] = mapped_column(String(16))  # one of WRONGS
    date_column: Mapped[str | None] = mapped_column(String(32))  # only with other_date
    should_be: Mapped[date | None]  # only with other_date
    note: Mapped[str] = mapped_column(Text)  # on what it rests
    case_id: Mapped[int]  # the case whose visit found it
    who: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]  # UTC


class CorrectionWithdrawal(Base):
    """A correction that was a mistake itself: it holds no longer from this day."""

    __tablename__ = "correction_withdrawal"

    correction_id: Mapped[int] = mapped_column(ForeignKey("correction.id"), primary_key=True)
    who: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]  # UTC
    why: Mapped[str] = mapped_column(Text)


def recorded(home: Home, url: str | None = None) -> pa.Table:
    """Every correction with the columns of CORRECTION; `url` as in `records.decisions.outcomes.recorded`."""
    with holding(RecordedCorrection.__tablename__, home, url) as opened:
        return CORRECTION.empty_table() if opened is None else _read(opened)


def _read(opened: Engine) -> pa.Table:
    columns = (*RecordedCorrection.__table__.columns, CorrectionWithdrawal.at.label("withdrawn_at"))
    withdrawn = CorrectionWithdrawal.correction_id == RecordedCorrection.id
    query = select(*columns).select_from(RecordedCorrection).join(CorrectionWithdrawal, withdrawn, isouter=True)
    with opened.connect() as connection:
        rows = connection.execute(query.order_by(RecordedCorrection.id)).mappings().all()
    found = [
        {
            **row,
            "known": local_day(row["at"]),
            "withdrawn": None if row["withdrawn_at"] is None else local_day(row["withdrawn_at"]),
        }
        for row in rows
    ]
    return pa.Table.from_pylist(found, schema=CORRECTION)
