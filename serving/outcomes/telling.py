"""Other systems are told of outcomes: in numbers and keys only, in the transaction of the change."""

from sqlalchemy.orm import Session

from records.decisions.outcomes import RecordedOutcome
from serving.cases.tables import Case
from serving.webhooks import service as webhooks


def tell(session: Session, case: Case, stored: RecordedOutcome) -> None:
    """Of an outcome as it stands: once when it is recorded, once more when somebody approved it or sent it back."""
    facts = {
        "case_id": case.id, "award": str(case.award_key), "programme": case.programme, "outcome": stored.id,
        "result": stored.result, "verified": stored.verified.isoformat(), "recovered_fen": stored.recovered_fen,
        "approval": stored.approval, "case_version": case.version,
    }  # fmt: skip
    webhooks.tell(session, "outcome.recorded", f"outcome:{stored.id}:{stored.approval or 'final'}", facts)
