"""What an outcome rests on, and what it does to its case once it counts."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.decisions.outcomes import RecordedOutcome
from serving.cases import decisions
from serving.cases.tables import Case, CaseRule
from serving.scan.current import scan_in_use
from serving.scan.tables import ScanRecord


def hits_shown(session: Session, case: Case) -> dict[str, int]:
    """The rules that hit the case and their bands, in the order the case names them."""
    hits = dict(session.execute(select(CaseRule.rule, CaseRule.band).where(CaseRule.case_id == case.id)).all())
    named = [rule for rule in case.rules.split(",") if rule in hits]
    return {rule: hits[rule] for rule in (*named, *(rule for rule in hits if rule not in named))}


def decide(case: Case, stored: RecordedOutcome) -> None:
    """Let an outcome count: later evidence than it judged opens the case again, and ends silences."""
    case.status = case.decision = stored.result
    case.decided, case.decided_bands = stored.judged_day, stored.judged


def keep_judged(session: Session, case: Case, stored: RecordedOutcome, shown: dict[str, int]) -> None:
    """Write into an outcome what hit, and up to which day the scan looked.

    What an earlier clearance silences stood on the page too: a clearance judges it anew, a confirmation leaves it out.
    """
    scanned = session.scalars(select(ScanRecord.as_of).where(ScanRecord.id == case.scan_id)).one()
    silent = {known.hit.rule: known.hit.band for known in scan_in_use(session).silenced(case.award_key)}
    stored.judged = decisions.written(shown if stored.result == "confirmed" else silent | shown)
    stored.judged_day = max(stored.verified, scanned)
