"""A case, put together for the one who opens it."""

from sqlalchemy.orm import Session

from records.home import Home
from serving.cases.views import (
    CaseDetail,
    Event,
    Fact,
    HistoryEntry,
    HitView,
    LinkedCase,
    PayoutView,
    Reason,
    SourceView,
)

__all__ = [
    "CaseDetail",
    "Event",
    "Fact",
    "HistoryEntry",
    "HitView",
    "LinkedCase",
    "PayoutView",
    "Reason",
    "SourceView",
    "case_detail",
]


def case_detail(home: Home, session: Session, case_id: int) -> CaseDetail:
    """The whole case. Raises CaseNotFound."""
    raise NotImplementedError
