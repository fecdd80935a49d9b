"""Record what a visit found."""

from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.clock import today
from records.outcomes import RecordedOutcome
from serving.accounts.views import User
from serving.audit import log
from serving.batches import returned
from serving.cases import decisions
from serving.cases.tables import Case, CaseEvent, CaseRule
from serving.clock import now
from serving.corrections import service as corrections
from serving.outcomes import repository
from serving.outcomes.views import DISPOSALS, RESULTS, OutcomeForm, OutcomeView
from serving.refusals import CaseChanged, InvalidOutcome
from serving.scan.current import scan_in_use
from serving.scan.tables import ScanRecord
from serving.security.policy import require
from serving.security.sight import case_to_record

LONGEST_NOTE = 4_000
MOST_YUAN = Decimal(100_000_000)  # more is a slip of the pen
_EARLIEST = date(2000, 1, 1)
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
    _check(form)
    case = case_to_record(session, user, case_id)
    newest = repository.newest(session, case_id)
    if newest is not None and case.version == if_match + 1 and _same(newest, form, user):
        return repository.view(newest, case, user.display_name)
    if case.version != if_match:
        raise CaseChanged(f"Case {case_id} was changed meanwhile; open it again and look before you decide.")
    stored = _stored(case, form, user, newest.version + 1 if newest is not None else 1)
    batch = returned.batch_of(session, case)
    returned.check_day(batch, form.verified)
    returned.name_batch(batch, stored)
    session.add(stored)
    returned.take_in(session, batch, stored)
    case.status, case.version = form.result, case.version + 1
    _keep_decision(session, case, stored)
    if form.correction is not None:
        corrections.record(session, case, form.correction, form.note, user)
    zh, en = _WORDS[form.result]
    session.add(CaseEvent(case_id=case.id, at=now(), who=user.display_name, zh=f"核查结果：{zh}", en=f"outcome: {en}"))
    log.write(session, user.name, "outcome.record", f"case:{case.id}", result=form.result, version=case.version)
    return repository.view(stored, case, user.display_name)


def _keep_decision(session: Session, case: Case, stored: RecordedOutcome) -> None:
    """What hit, and up to which day the scan looked: later evidence opens the case again, and ends silences.

    What an earlier clearance silences stood on the page too: a clearance judges it anew, a confirmation leaves it out.
    """
    hits = session.execute(select(CaseRule.rule, CaseRule.band).where(CaseRule.case_id == case.id))
    scanned = session.scalars(select(ScanRecord.as_of).where(ScanRecord.id == case.scan_id)).one()
    shown = dict(hits.all())
    silent = {known.hit.rule: known.hit.band for known in scan_in_use(session).silenced(case.award_key)}
    case.decision, case.decided = stored.result, max(stored.verified, scanned)
    case.decided_bands = decisions.written(silent | shown)
    stored.judged = decisions.written(shown if stored.result == "confirmed" else silent | shown)
    stored.judged_day = case.decided


def _check(form: OutcomeForm) -> None:
    if form.result not in RESULTS:
        raise InvalidOutcome(f"The result must be one of {', '.join(RESULTS)}.")
    if form.disposal is not None and form.disposal not in DISPOSALS:
        raise InvalidOutcome(f"The disposal must be one of {', '.join(DISPOSALS)}.")
    if form.result != "confirmed" and (form.disposal is not None or form.recovered_yuan):
        raise InvalidOutcome("A disposal and money recovered belong to a confirmed case only; leave them empty.")
    if form.correction is not None and form.result != "cleared":
        raise InvalidOutcome("A register's fact is corrected with a cleared case only; leave the correction out.")
    if form.recovered_yuan is not None:
        _check_amount(form.recovered_yuan)
    if form.verified > today():
        raise InvalidOutcome("The day of the visit lies in the future; enter the day somebody went.")
    if form.verified < _EARLIEST:
        raise InvalidOutcome("The day of the visit lies before 2000; enter the day somebody went.")
    if len(form.note) > LONGEST_NOTE:
        raise InvalidOutcome(f"The note has {len(form.note)} characters; it may have {LONGEST_NOTE}.")


def _check_amount(yuan: Decimal) -> None:
    if not yuan.is_finite() or not 0 <= yuan <= MOST_YUAN:
        raise InvalidOutcome("The money recovered must be an amount in yuan from 0 to 100,000,000.")
    if yuan != round(yuan, 2):
        raise InvalidOutcome("The money recovered may have two decimals (fen).")


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
