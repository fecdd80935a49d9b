"""Which photos and documents belong to which case."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from records.database import Base


class Attachment(Base):
    """A photo or document that belongs to a case. Its bytes stand in the home, under their own digest."""

    __tablename__ = "attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    name: Mapped[str] = mapped_column(String(128))  # as the sender's device called it, cleaned
    kind: Mapped[str] = mapped_column(String(8))  # what the bytes are: see serving.attachments.content
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    who: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]  # UTC
