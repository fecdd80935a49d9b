"""Record that one fact of a register is wrong, and withdraw it; all in the caller's transaction."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from records.decisions.corrections import CorrectionWithdrawal, RecordedCorrection
from records.decisions.facts import RegisterFact, date_columns
from records.home import Home
from rules.rule import Text
from serving.accounts.views import User
from serving.audit import log
from serving.cases.papers import papers_of
from serving.cases.tables import Case, CaseEvent
from serving.clock import now
from serving.corrections import repository
from serving.corrections.resting import facts_of, siblings
from serving.corrections.tables import CorrectedHit
from serving.corrections.views import WRONGS, CorrectionForm
from serving.corrections.words import registry_word, wrong_word
from serving.refusals import InvalidOutcome, ReasonMissing
from serving.scan.current import scan_in_use
from serving.security.policy import require
from serving.security.sight import sight_of


def record(session: Session, case: Case, form: CorrectionForm, note: str, user: User) -> None:
    """Keep what is wrong with one fact behind the case's hits, and tell every case whose hits rest on it.

    The same correction of the same fact again, from another case, changes nothing. Raises InvalidOutcome: the fact is
    none of the case's, the note is missing, the date does not fit, or another correction of it stands.
    """
    require(user, "outcome.record")
    home: Home = session.info["home"]
    scan = scan_in_use(session)
    papers = papers_of(home, scan)
    fact, _ = facts_of(scan, papers, case.award_key).get(form.fact, (None, ()))
    if fact is None:
        raise InvalidOutcome("No hit of this case rests on that fact; open the case again and choose one of its facts.")
    _check(fact, form, note)
    standing = repository.in_force(session, fact)
    if standing is not None:
        if (standing.wrong, standing.date_column, standing.should_be) == (form.wrong, form.date_column, form.should_be):
            return
        raise InvalidOutcome(f"Correction {standing.id} of this fact stands; withdraw it before you record another.")
    stored = _stored(session, case, fact, form, note, user)
    hits = siblings(scan, papers, fact)
    for hit in hits:
        zh, en = scan.headlines(hit.rule, hit.evidence)
        session.add(
            CorrectedHit(
                correction_id=stored.id, award_key=hit.award_key, rule=hit.rule, headline_zh=zh, headline_en=en
            )
        )
    register, said = registry_word(fact.registry), wrong_word(form.wrong, form.date_column, form.should_be)
    _tell(
        session,
        {hit.award_key for hit in hits},
        user.display_name,
        Text(zh=f"登记信息已更正：{register.zh}，{said.zh}", en=f"register corrected: {register.en}, {said.en}"),
    )
    subject, count = f"correction:{stored.id}", len(hits)
    log.write(session, user.name, "correction.record", subject, registry=fact.registry, wrong=form.wrong, hits=count)


def withdraw(session: Session, number: int, why: str, user: User) -> None:
    """Say that a correction was a mistake: from today on the register counts as it stands. Again changes nothing.

    Raises CorrectionNotFound, ReasonMissing, NotAllowed.
    """
    require(user, "outcome.record")
    stored = repository.by_id(session, number, sight_of(session, user))
    if not why.strip():
        raise ReasonMissing("Say why the correction is withdrawn; the reason stays with it.")
    if repository.withdrawal(session, number) is not None:
        return
    session.add(CorrectionWithdrawal(correction_id=number, who=user.name, at=now(), why=why.strip()[:1000]))
    register = registry_word(stored.of_registry)
    _tell(
        session,
        repository.awards_under(session, number),
        user.display_name,
        Text(zh=f"登记更正已撤回：{register.zh}", en=f"correction of the register withdrawn: {register.en}"),
    )
    log.write(session, user.name, "correction.withdraw", f"correction:{number}", registry=stored.of_registry)


def _check(fact: RegisterFact, form: CorrectionForm, note: str) -> None:
    if form.wrong not in WRONGS:
        raise InvalidOutcome(f"What is wrong must be one of {', '.join(WRONGS)}.")
    if not note.strip():
        raise InvalidOutcome("Write into the note on what the correction rests; the bureau will ask.")
    dated = form.wrong == "other_date"
    if dated and (form.date_column not in date_columns(fact.registry) or form.should_be is None):
        known = ", ".join(date_columns(fact.registry)) or "none"
        raise InvalidOutcome(f"Name the date that is wrong and the right day; the dates of this register: {known}.")
    if not dated and (form.date_column is not None or form.should_be is not None):
        raise InvalidOutcome("A date belongs to a correction of a date only; leave it empty.")


def _stored(
    session: Session, case: Case, fact: RegisterFact, form: CorrectionForm, note: str, user: User
) -> RecordedCorrection:
    stored = RecordedCorrection(
        of_registry=fact.registry,
        person_key=fact.person_key,
        fact=fact.digest,
        wrong=form.wrong,
        date_column=form.date_column,
        should_be=form.should_be,
        note=note.strip(),
        case_id=case.id,
        who=user.name,
        at=now(),
    )
    session.add(stored)
    session.flush()
    return stored


def _tell(session: Session, awards: Iterable[int], who: str, what: Text) -> None:
    """Into the history of every case of these awards."""
    for case in repository.cases_of(session, list(awards)):
        session.add(CaseEvent(case_id=case.id, at=now(), who=who, zh=what.zh, en=what.en))
