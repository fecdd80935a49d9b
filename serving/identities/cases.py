"""A case follows its award to the person somebody confirmed, and comes back when that is undone."""

from collections.abc import Mapping

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from records.decisions.outcomes import RecordedOutcome
from serving.cases.tables import Case, CaseEvent
from serving.clock import now
from serving.identities.tables import MovedCase

WHO = "mingcha scan"


def follow(session: Session, moved: Mapping[int, int]) -> None:
    """Bring cases to where their awards are, in the caller's transaction; before a scan takes them over.

    Where the confirmed person's award has a case of its own, the damaged one's stays behind and is withdrawn; its
    outcomes count for the award nevertheless, since every as-of reading moves them.
    """
    for stored in session.scalars(select(MovedCase)).all():
        if moved.get(stored.old_award_key) != stored.award_key:
            _move(session, stored.case_id, stored.old_award_key)
            _tell(
                session,
                stored.case_id,
                "身份认定已撤销，线索回到原名单证号名下",
                "the identity was undone: back at the id as listed",
            )
            session.delete(stored)
    session.flush()
    if not moved:
        return
    held: dict[int, int] = dict(session.execute(select(Case.award_key, Case.id)).all())
    for old, new in moved.items():
        if old in held and new not in held:
            _move(session, held[old], new)
            _tell(
                session,
                held[old],
                "身份已认定，线索随发放记录归到本人名下",
                "the identity was confirmed: the case moved with its payouts",
            )
            session.add(MovedCase(case_id=held[old], old_award_key=old, award_key=new))
            held[new] = held.pop(old)


def _move(session: Session, case_id: int, award_key: int) -> None:
    if session.scalar(select(Case.id).where(Case.award_key == award_key, Case.id != case_id)) is not None:
        return
    session.execute(update(Case).where(Case.id == case_id).values(award_key=award_key))
    theirs = update(RecordedOutcome).where(RecordedOutcome.case_id == case_id)
    session.execute(theirs.values(award_key=award_key))


def _tell(session: Session, case_id: int, zh: str, en: str) -> None:
    session.add(CaseEvent(case_id=case_id, at=now(), who=WHO, zh=zh, en=en))
