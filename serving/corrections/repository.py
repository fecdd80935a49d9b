"""Queries of corrections."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from records.decisions.corrections import CorrectionWithdrawal, RecordedCorrection
from records.decisions.facts import RegisterFact
from serving.accounts.tables import Account
from serving.cases.tables import Case
from serving.corrections.tables import CorrectedHit
from serving.refusals import CorrectionNotFound
from serving.scan.tables import ScanRecord
from serving.security.sight import Sight

_IN_FORCE = RecordedCorrection.id.not_in(select(CorrectionWithdrawal.correction_id))


def by_id(session: Session, number: int, sight: Sight) -> RecordedCorrection:
    """One correction found at a case in sight. Raises CorrectionNotFound."""
    found = session.scalar(select(RecordedCorrection).where(RecordedCorrection.id == number, _at(sight)))
    if found is None:
        raise CorrectionNotFound(f"There is no correction {number}; `mingcha corrections list` shows them all.")
    return found


def in_force(session: Session, fact: RegisterFact) -> RecordedCorrection | None:
    """The correction of a fact that stands."""
    same = (
        RecordedCorrection.of_registry == fact.registry,
        RecordedCorrection.fact == fact.digest,
        RecordedCorrection.person_key == fact.person_key,
    )
    return session.scalar(select(RecordedCorrection).where(_IN_FORCE, *same).limit(1))


def withdrawal(session: Session, number: int) -> CorrectionWithdrawal | None:
    """How a correction was withdrawn, if it was."""
    return session.get(CorrectionWithdrawal, number)


def touching(session: Session, award_key: int) -> Sequence[Row[CorrectedHit, RecordedCorrection, str]]:
    """What stands corrected under an award's hits, oldest first, with the name to show of who did it."""
    query = select(CorrectedHit, RecordedCorrection, Account.display_name)
    query = query.join(RecordedCorrection, RecordedCorrection.id == CorrectedHit.correction_id)
    query = query.join(Account, Account.name == RecordedCorrection.who, isouter=True)
    chosen = query.where(CorrectedHit.award_key == award_key, _IN_FORCE)
    return session.execute(chosen.order_by(RecordedCorrection.id, CorrectedHit.rule)).all()


def cases_of(session: Session, awards: Collection[int]) -> Sequence[Case]:
    """The cases of these awards."""
    return session.scalars(select(Case).where(Case.award_key.in_(awards)).order_by(Case.id)).all()


def awards_under(session: Session, number: int) -> Sequence[int]:
    """The awards whose hits rested on the fact of a correction."""
    return session.scalars(select(CorrectedHit.award_key).where(CorrectedHit.correction_id == number).distinct()).all()


def scanned_at(session: Session) -> datetime | None:
    """When the scan in use was finished (UTC)."""
    return session.scalar(select(ScanRecord.finished).order_by(ScanRecord.id.desc()).limit(1))


def everything(
    session: Session, registry: str | None, sight: Sight
) -> Sequence[Row[RecordedCorrection, CorrectionWithdrawal, str]]:
    """All corrections found at cases in sight, oldest first, with their withdrawal and who to show as recorder."""
    query = select(RecordedCorrection, CorrectionWithdrawal, Account.display_name)
    query = query.join(
        CorrectionWithdrawal, CorrectionWithdrawal.correction_id == RecordedCorrection.id, isouter=True
    ).join(Account, Account.name == RecordedCorrection.who, isouter=True)
    query = query.where(_at(sight))
    if registry is not None:
        query = query.where(RecordedCorrection.of_registry == registry)
    return session.execute(query.order_by(RecordedCorrection.id)).all()


def _at(sight: Sight) -> ColumnElement[bool]:
    return RecordedCorrection.case_id.in_(select(Case.id).where(sight.cases()))
