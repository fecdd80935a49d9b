"""Outcomes in the order in which they were recorded, so that another system can follow them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.decisions.outcomes import RecordedOutcome
from serving.accounts.views import User
from serving.cases.tables import Case
from serving.cases.veil import veil_of
from serving.security.sight import sight_of


def recorded(session: Session, user: User, behind: int, limit: int) -> Sequence[tuple[RecordedOutcome, Case]]:
    """Outcomes of cases in sight from behind a number, with their cases; none of a case checked again blindly."""
    query = select(RecordedOutcome, Case).join(Case, Case.id == RecordedOutcome.case_id)
    query = query.where(RecordedOutcome.id > behind, sight_of(session, user).cases())
    query = query.where(Case.id.not_in(list(veil_of(session, user).cases)))
    return [(row[0], row[1]) for row in session.execute(query.order_by(RecordedOutcome.id).limit(limit))]
