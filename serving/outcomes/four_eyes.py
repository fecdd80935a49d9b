"""Four eyes 审批: where the county wants it, what one person confirmed waits for the approval of another.

`four_eyes` in `settings.yaml` of the home: `off` (default), `townships` (what somebody confirms who sees a part of the
county only waits for the county), `inspectors` (what an inspector confirms waits for a supervisor), or `everyone` (a
supervisor's own too, for another one). A cleared case never waits.
"""

from sqlalchemy.orm import Session

from records.decisions.outcomes import APPROVED, SENT_BACK, WAITING, RecordedOutcome
from records.home import Home
from serving.accounts.views import User
from serving.audit import log
from serving.batches import returned
from serving.cases.tables import Case, CaseEvent
from serving.clock import now
from serving.county_settings import county_settings
from serving.outcomes import repository
from serving.outcomes.deciding import decide
from serving.outcomes.telling import tell
from serving.refusals import CaseChanged, NotAllowed, NothingWaiting, OwnOutcome, ReasonMissing
from serving.security.policy import may, require
from serving.security.sight import case_for


def needed(session: Session, result: str, user: User) -> bool:
    """Whether an outcome waits for somebody else's approval."""
    home: Home = session.info["home"]
    wanted = county_settings(home).four_eyes
    if result != "confirmed" or wanted == "off":
        return False
    if wanted == "townships":
        return not user.scope.whole
    return wanted == "everyone" or not may(user, "outcome.approve")


def judge(session: Session, case_id: int, approve: bool, note: str, user: User, if_match: int) -> RecordedOutcome:
    """Approve the outcome that waits, or send it back with a reason: the case is open again then.

    Raises CaseNotFound, CaseChanged, NotAllowed, NothingWaiting, OwnOutcome, ReasonMissing. The same again changes
    nothing.
    """
    require(user, "outcome.approve")
    case = case_for(session, user, case_id, lock=True)
    stored, wanted = repository.newest(session, case_id), APPROVED if approve else SENT_BACK
    if (
        stored is not None
        and case.version == if_match + 1
        and (stored.approval, stored.approver) == (wanted, user.name)
    ):
        return stored
    if case.version != if_match:
        raise CaseChanged(f"Case {case_id} was changed meanwhile; open it again and look before you decide.")
    if stored is None or stored.approval != WAITING:
        raise NothingWaiting(f"No outcome of case {case_id} waits for approval.")
    home: Home = session.info["home"]
    if county_settings(home).four_eyes == "townships" and not user.scope.whole:
        raise NotAllowed("What a township confirmed the county approves; leave it to somebody who sees all of it.")
    if stored.who == user.name:
        raise OwnOutcome("Nobody approves what he recorded himself; another supervisor must look.")
    if not approve and not note.strip():
        raise ReasonMissing("Say why it is sent back; whoever visited reads it.")
    _keep(session, case, stored, wanted, note.strip(), user)
    return stored


def _keep(session: Session, case: Case, stored: RecordedOutcome, wanted: str, note: str, user: User) -> None:
    stored.approval, stored.approver, stored.approved_at = wanted, user.name, now()
    stored.approval_note = note[:1000] or None
    case.version += 1
    if wanted == APPROVED:
        decide(case, stored)
        zh, en = "审批通过：属实", "approved: confirmed"
    else:
        case.status = "open"
        returned.await_again(session, stored)
        zh, en = f"退回重查：{note}", f"sent back: {note}"
    session.add(CaseEvent(case_id=case.id, at=now(), who=user.display_name, zh=zh, en=en))
    log.write(session, user.name, f"outcome.{wanted}", f"case:{case.id}", version=case.version)
    tell(session, case, stored)
