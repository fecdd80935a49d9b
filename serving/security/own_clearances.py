"""Whose clearance a blind re-check is of: he has no part in it, whatever part of the county he sees.

While the case is out he sees it as he left it, and not among the batch's; what he enters on it would count as what the
re-check found, so he enters nothing, also afterwards, until new evidence makes it a new story. That goes for
inspectors, who enter what they saw; supervisors, programs and the command line bring in what others saw.
"""

from datetime import datetime

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from records.decisions.dispatches import RECHECK, Batch, BatchCase
from records.decisions.outcomes import RecordedOutcome
from serving.accounts.views import User
from serving.cases.tables import Case

_CHECKING, _CLEARED = aliased(Batch), aliased(RecordedOutcome)


def visits(user: User) -> bool:
    """Whether what the user enters is what he himself found at the door."""
    return user.role == "inspector" and user.id != 0


def checked_cases(name: str) -> Select[int]:
    """The numbers of the cases that are out in a re-check of what a user cleared, for queries over batches."""
    out = _of(name).with_only_columns(BatchCase.case_id)
    return out.where(BatchCase.outcome_id.is_(None))


def checked_since(session: Session, user: User) -> dict[int, datetime]:
    """The same with the moment (UTC) since when each is checked; of whom visits nobody, none."""
    if not visits(user):
        return {}
    query = _of(user.name).with_only_columns(BatchCase.case_id, _CHECKING.made)
    return dict(session.execute(query.where(BatchCase.outcome_id.is_(None))).all())


def would_check_himself(session: Session, user: User, case_id: int) -> bool:
    """Whether what the user records of a case would count as the re-check of his own clearance."""
    if not visits(user):
        return False
    still = or_(BatchCase.outcome_id.is_(None), Case.status != "open")
    later, handed = aliased(BatchCase), aliased(Batch)
    again = exists().where(
        later.case_id == case_id, later.batch_id > BatchCase.batch_id, later.taken_out.is_(None),
        handed.id == later.batch_id, handed.cancelled.is_(None),
    )  # fmt: skip
    query = _of(user.name).with_only_columns(BatchCase.case_id).join(Case, Case.id == BatchCase.case_id)
    return session.scalar(query.where(BatchCase.case_id == case_id, still, ~again).limit(1)) is not None


def _of(name: str) -> Select[BatchCase]:
    """Cases of re-checks that a user had cleared before they were drawn."""
    checks = and_(_CHECKING.id == BatchCase.batch_id, _CHECKING.kind == RECHECK, _CHECKING.cancelled.is_(None))
    own = and_(_CLEARED.case_id == BatchCase.case_id, _CLEARED.who == name, _CLEARED.result == "cleared")
    query = select(BatchCase).join(_CHECKING, checks).join(_CLEARED, and_(own, _CLEARED.at <= _CHECKING.made))
    return query.where(BatchCase.taken_out.is_(None))
