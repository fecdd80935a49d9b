"""Queries of what was decided about damaged identities."""

from collections.abc import Collection, Sequence

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from records.decisions.identity_judgements import IdentityJudgement
from serving.accounts.tables import Account


def decisions(session: Session, only: Collection[int] | None = None) -> Sequence[IdentityJudgement]:
    """All decisions, or those about these damaged identities; oldest first."""
    query = select(IdentityJudgement).order_by(IdentityJudgement.id)
    return session.scalars(query if only is None else query.where(IdentityJudgement.damaged_key.in_(only))).all()


def ever_confirmed_as(session: Session, person_key: int) -> Sequence[int]:
    """The damaged identities that were confirmed as a person at some time."""
    query = select(IdentityJudgement.damaged_key).where(
        IdentityJudgement.person_key == person_key, IdentityJudgement.action == "confirm"
    )
    return session.scalars(query.distinct().order_by(IdentityJudgement.damaged_key)).all()


def signed(session: Session, damaged_key: int) -> Sequence[Row[IdentityJudgement, str]]:
    """The decisions about one damaged identity, newest first, with the name to show of who took each."""
    query = select(IdentityJudgement, Account.display_name)
    query = query.join(Account, Account.name == IdentityJudgement.who, isouter=True)
    return session.execute(
        query.where(IdentityJudgement.damaged_key == damaged_key).order_by(IdentityJudgement.id.desc())
    ).all()
