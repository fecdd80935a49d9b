"""Cases that moved with a confirmed identity, so that an undo can bring each back."""

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from records.database import Base


class MovedCase(Base):
    """A case that stands at the confirmed person's award, and where it came from."""

    __tablename__ = "identity_moved_case"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    old_award_key: Mapped[int] = mapped_column(BigInteger)
    award_key: Mapped[int] = mapped_column(BigInteger)
