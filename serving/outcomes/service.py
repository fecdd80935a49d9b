"""Record what a visit found."""

from sqlalchemy.orm import Session

from serving.accounts.views import User
from serving.outcomes.views import DISPOSALS, RESULTS, OutcomeForm, OutcomeView

__all__ = ["DISPOSALS", "RESULTS", "OutcomeForm", "OutcomeView", "record"]


def record(session: Session, case_id: int, form: OutcomeForm, user: User, if_match: int) -> OutcomeView:
    """Record the outcome, close the case, write its history and the audit log, all in the caller's transaction.

    Raises CaseNotFound, CaseChanged (somebody else was faster: `if_match` is not the case's version), NotAllowed, and
    InvalidOutcome with a sentence (visit in the future, money recovered without a confirmation, …).
    The same form for the same version again changes nothing and returns the outcome recorded.
    """
    raise NotImplementedError
