"""Queries of outcomes."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.outcomes import RecordedOutcome
from serving.accounts.tables import Account
from serving.cases.tables import Case
from serving.outcomes.views import DISPOSALS, RESULTS, OutcomeView


def newest(session: Session, case_id: int) -> RecordedOutcome | None:
    """The outcome that stands."""
    query = select(RecordedOutcome).where(RecordedOutcome.case_id == case_id)
    return session.scalar(query.order_by(RecordedOutcome.version.desc()).limit(1))


def view(stored: RecordedOutcome, case: Case, who: str) -> OutcomeView:
    """A stored outcome as it is shown; `who` is the name to show."""
    return OutcomeView(
        result=next(result for result in RESULTS if result == stored.result),
        disposal=next((disposal for disposal in DISPOSALS if disposal == stored.disposal), None),
        recovered_fen=stored.recovered_fen,
        register_wrong=stored.register_wrong,
        note=stored.note or "",
        verified=stored.verified,
        recorded_at=stored.at,
        recorded_by=who,
        version=case.version,
    )


def shown_name(session: Session, name: str) -> str:
    """The display name of a user; the name itself for a program."""
    return session.scalar(select(Account.display_name).where(Account.name == name)) or name
