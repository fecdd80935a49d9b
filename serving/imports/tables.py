"""The imports that were run, with their reports."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from records.database import Base


class ImportRun(Base):
    """One import: who ran it and what it did. The report holds no names, ids or account numbers."""

    __tablename__ = "import_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(64))
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"), unique=True)  # None: from the command line
    snapshot: Mapped[str] = mapped_column(String(16))
    changed: Mapped[bool]
    read: Mapped[int]
    accepted: Mapped[int]
    rejected: Mapped[int]
    rejects: Mapped[str | None] = mapped_column(String(64))  # name of the workbook in the home's folder of rejects
    report: Mapped[str] = mapped_column(Text)  # JSON
