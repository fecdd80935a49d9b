"""The jobs, and the lease under which one of them is worked."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from records.database import Base


class Job(Base):
    """One piece of long work. `version` goes up with every change, so that followers see what is new."""

    __tablename__ = "job"
    __table_args__ = (Index("job_by_state", "state", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    asked: Mapped[str] = mapped_column(Text)  # JSON: what the kind needs to know
    who: Mapped[str] = mapped_column(String(64))
    queued: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16))
    ready: Mapped[datetime]  # not to be taken before
    started: Mapped[datetime | None]
    finished: Mapped[datetime | None]
    step_zh: Mapped[str] = mapped_column(String(200))
    step_en: Mapped[str] = mapped_column(String(200))
    done: Mapped[int]
    total: Mapped[int]  # 0: unknown
    kept: Mapped[str | None] = mapped_column(Text)  # JSON: the checkpoint a job goes on from when it is taken again
    result: Mapped[str | None] = mapped_column(Text)  # JSON
    error: Mapped[str | None] = mapped_column(Text)
    error_kind: Mapped[str | None] = mapped_column(String(48))
    cancel_by: Mapped[str | None] = mapped_column(String(64))
    again_of: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    attempts: Mapped[int]
    owner: Mapped[str | None] = mapped_column(String(64))
    lease: Mapped[datetime | None]  # until when the owner has it, unless he renews
    version: Mapped[int]
