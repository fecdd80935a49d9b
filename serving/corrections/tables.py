"""Which hits rested on a fact when it was corrected: what the pages of their cases tell once they are gone."""

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from records.database import Base


class CorrectedHit(Base):
    """One hit of the scan in use when the correction was recorded."""

    __tablename__ = "corrected_hit"

    correction_id: Mapped[int] = mapped_column(ForeignKey("correction.id"), primary_key=True)
    award_key: Mapped[int] = mapped_column(BigInteger, primary_key=True, index=True)
    rule: Mapped[str] = mapped_column(String(64), primary_key=True)
    headline_zh: Mapped[str] = mapped_column(Text)  # as it stood on the case page
    headline_en: Mapped[str] = mapped_column(Text)
