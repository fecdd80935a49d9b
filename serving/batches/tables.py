"""Who was reminded of what a batch still waits for."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from records.database import Base


class BatchReminder(Base):
    """A township was reminded, by telephone or letter, and somebody noted it here."""

    __tablename__ = "batch_reminder"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), index=True)
    township_key: Mapped[int | None]
    township: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]  # UTC
    who: Mapped[str] = mapped_column(String(64))
    outstanding: Mapped[int]  # cases that were out then
    note: Mapped[str] = mapped_column(Text)
