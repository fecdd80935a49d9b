"""Record what a visit found."""

import json

from sqlalchemy.orm import Session

from records.decisions.outcomes import WAITING, RecordedOutcome
from serving.accounts.views import User
from serving.audit import log
from serving.batches import returned
from serving.cases.tables import Case, CaseEvent
from serving.clock import now
from serving.corrections import service as corrections
from serving.outcomes import four_eyes, repository
from serving.outcomes.checking import check, check_findings
from serving.outcomes.deciding import decide, hits_shown, keep_judged
from serving.outcomes.telling import tell
from serving.outcomes.views import OutcomeForm, OutcomeView
from serving.refusals import CaseChanged
from serving.security.policy import require
from serving.security.sight import case_to_record

_WORDS = {
    "confirmed": ("属实", "confirmed"),
    "cleared": ("不属实", "cleared"),
    "inconclusive": ("无法核实", "inconclusive"),
}


def record(session: Session, case_id: int, form: OutcomeForm, user: User, if_match: int) -> OutcomeView:
    """Record the outcome, close the case, write its history and the audit log, all in the caller's transaction.

    Raises CaseNotFound, CaseChanged (somebody else was faster: `if_match` is not the case's version), NotAllowed, and
    InvalidOutcome with a sentence (visit in the future or before the case was handed out, money recovered without a
    confirmation, …).
    The same form for the same version again changes nothing and returns the outcome recorded.
    """
    require(user, "outcome.record")
    check(form)
    case = case_to_record(session, user, case_id)
    newest = repository.newest(session, case_id)
    if newest is not None and case.version == if_match + 1 and _same(newest, form, user):
        return repository.view(newest, case, user.display_name)
    if case.version != if_match:
        raise CaseChanged(f"Case {case_id} was changed meanwhile; open it again and look before you decide.")
    shown = hits_shown(session, case)
    check_findings(form, list(shown))
    stored = _stored(case, form, user, newest.version + 1 if newest is not None else 1)
    batch = returned.batch_of(session, case)
    returned.check_day(batch, form.verified)
    returned.name_batch(batch, stored)
    session.add(stored)
    returned.take_in(session, batch, stored)
    stored.approval = WAITING if four_eyes.needed(session, form.result, user) else None
    case.version, case.holder, case.held_until = case.version + 1, None, None
    keep_judged(session, case, stored, shown)
    if stored.approval is None:
        decide(case, stored)
    else:
        case.status = WAITING
    if form.correction is not None:
        corrections.record(session, case, form.correction, form.note, user)
    zh, en = _told(stored)
    session.add(CaseEvent(case_id=case.id, at=now(), who=user.display_name, zh=zh, en=en))
    said = {"approval": stored.approval} if stored.approval is not None else {}
    log.write(session, user.name, "outcome.record", f"case:{case.id}", result=form.result, version=case.version, **said)
    tell(session, case, stored)
    return repository.view(stored, case, user.display_name)


def _told(stored: RecordedOutcome) -> tuple[str, str]:
    zh, en = _WORDS[stored.result]
    waits = stored.approval is not None
    return f"核查结果：{zh}" + ("，待审批" if waits else ""), f"outcome: {en}" + (
        ", awaiting approval" if waits else ""
    )


def says_the_same(stored: RecordedOutcome, form: OutcomeForm) -> bool:
    """Whether a recorded outcome holds what the form says, whoever entered it."""
    return all(getattr(stored, name) == value for name, value in _said(form).items())


def _same(stored: RecordedOutcome, form: OutcomeForm, user: User) -> bool:
    return stored.who == user.name and says_the_same(stored, form)


def _said(form: OutcomeForm) -> dict[str, object]:
    """The form as the columns of an outcome."""
    return {
        "verified": form.verified,
        "result": form.result,
        "recovered_fen": None if form.recovered_yuan is None else int(form.recovered_yuan * 100),
        "disposal": form.disposal,
        "register_wrong": form.register_wrong or form.correction is not None,
        "note": form.note or None,
        "findings": json.dumps(dict(form.findings)) if form.findings else None,
    }


def _stored(case: Case, form: OutcomeForm, user: User, version: int) -> RecordedOutcome:
    return RecordedOutcome(
        case_id=case.id,
        award_key=case.award_key,
        kind=case.rules.split(",")[0] or None,
        batch=None,
        dispatched=None,
        **_said(form),
        who=user.name,
        at=now(),
        version=version,
    )
