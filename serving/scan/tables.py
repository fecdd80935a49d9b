"""The scans made."""

from datetime import date, datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from records.database import Base


class ScanRecord(Base):
    """One scan: on which data, as of which day, with which model and rules."""

    __tablename__ = "scan"

    id: Mapped[int] = mapped_column(primary_key=True)
    folder: Mapped[str] = mapped_column(String(16), unique=True)
    snapshot: Mapped[str] = mapped_column(String(16))
    as_of: Mapped[date]
    model_version: Mapped[str] = mapped_column(String(64))
    model_note: Mapped[str | None] = mapped_column(Text)
    catalogue_version: Mapped[str] = mapped_column(String(64))
    awards: Mapped[int]
    hits: Mapped[int]
    finished: Mapped[datetime]
