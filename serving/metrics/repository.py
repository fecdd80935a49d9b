"""What /metrics asks of the database."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from serving.cases.tables import Case


def open_cases(session: Session) -> dict[str, int]:
    """How many cases are open, by level."""
    counted = select(Case.level, func.count()).where(Case.status == "open").group_by(Case.level)
    return dict(session.execute(counted).all())
