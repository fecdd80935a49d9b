"""Queries of outcomes."""

import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.decisions.outcomes import RecordedOutcome
from serving.accounts.tables import Account
from serving.cases.tables import Case
from serving.outcomes.views import APPROVALS, DISPOSALS, RESULTS, OutcomeView, Result


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
        findings=findings_of(stored),
        approval=next((known for known in APPROVALS if known == stored.approval), None),
        approver=stored.approver or "",
        approval_note=stored.approval_note or "",
    )


def findings_of(stored: RecordedOutcome) -> dict[str, Result]:
    """What was found under each rule, strongest hit first; empty where one result holds for all."""
    kept = json.loads(stored.findings) if stored.findings is not None else {}
    return {rule: next(result for result in RESULTS if result == said) for rule, said in kept.items()}


def shown_name(session: Session, name: str) -> str:
    """The display name of a user; the name itself for a program."""
    return session.scalar(select(Account.display_name).where(Account.name == name)) or name
