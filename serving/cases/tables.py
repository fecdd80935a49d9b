"""Cases, the rules that hit them, and what was done to them."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from records.database import Base


class Case(Base):
    """An award that was put before an inspector, with what the newest scan says of it.

    Whoever changes one writes a CaseEvent of it in the same transaction: the queue in memory follows these. Only a
    claim (`holder`) is none of its columns and makes no event.
    """

    __tablename__ = "case"

    id: Mapped[int] = mapped_column(primary_key=True)
    award_key: Mapped[int] = mapped_column(BigInteger, unique=True)
    person_key: Mapped[int] = mapped_column(BigInteger, index=True)
    programme: Mapped[str] = mapped_column(String(32))  # code
    programme_name: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(16))  # open, waiting, confirmed, cleared, inconclusive, withdrawn
    probability: Mapped[float]
    level: Mapped[str] = mapped_column(String(8))
    percentile: Mapped[float]
    rank: Mapped[int]  # among all awards of the scan, 1 = most probable
    amount_fen: Mapped[int] = mapped_column(BigInteger)  # at stake, each payout once
    expected_fen: Mapped[int] = mapped_column(BigInteger)  # probability x amount
    rules: Mapped[str] = mapped_column(Text)  # comma-joined, strongest first
    headline_zh: Mapped[str] = mapped_column(Text)
    headline_en: Mapped[str] = mapped_column(Text)
    township_key: Mapped[int | None]
    village_key: Mapped[int | None]
    township: Mapped[str] = mapped_column(String(64))
    village: Mapped[str] = mapped_column(String(64))
    opened: Mapped[date]  # as_of of the scan that opened it
    scan_id: Mapped[int] = mapped_column(ForeignKey("scan.id"))
    version: Mapped[int] = mapped_column(default=1)  # grows with every change by a person, and when it is opened again
    decision: Mapped[str | None] = mapped_column(String(16))  # stays when new evidence opens the case again
    decided: Mapped[date | None]  # up to which day payouts and facts were judged
    decided_bands: Mapped[str | None] = mapped_column(Text)  # JSON: rule -> band of the hits that were judged
    assignee: Mapped[str | None] = mapped_column(String(64))  # sign-in name of whose case it is; null: anybody's
    holder: Mapped[str | None] = mapped_column(String(64))  # who has it open to decide it, until `held_until`
    held_until: Mapped[datetime | None]  # UTC

    __table_args__ = (
        Index("case_by_holder", "holder"),
        Index("case_by_probability", "status", "probability", "id"),
    )


class CaseRule(Base):
    """Which rules hit a case and how strongly, one row each, so that the queue can be filtered by rule."""

    __tablename__ = "case_rule"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), primary_key=True)
    rule: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)
    band: Mapped[int]  # 1 weak, 2 medium, 3 strong


class CaseOffered(Base):
    """A case that 下一件 opened for somebody."""

    __tablename__ = "case_offered"

    who: Mapped[str] = mapped_column(String(64), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime]


class CaseEvent(Base):
    """Something that happened to a case. Nothing is ever taken out of a history."""

    __tablename__ = "case_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(64))
    zh: Mapped[str] = mapped_column(Text)
    en: Mapped[str] = mapped_column(Text)
