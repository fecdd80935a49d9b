"""Give cases to somebody, many at once: in one transaction, with a line in each case's history."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import Select, and_, insert, or_, select, update
from sqlalchemy.orm import Session

from serving.accounts.service import recorders
from serving.accounts.views import User
from serving.audit import log
from serving.cases.tables import Case, CaseEvent
from serving.clock import now
from serving.queue import repository
from serving.refusals import NotAssignable, NothingChosen
from serving.security.policy import may, require
from serving.security.sight import sight_of


def assign(session: Session, numbers: Sequence[int], to: str | None, user: User) -> int:
    """Make these open cases somebody's (None: nobody's); how many changed hands.

    Who may not give cases to others may take free ones himself and give his own back. Raises NotAllowed,
    NothingChosen, NotAssignable.
    """
    require(user, "outcome.record")
    if not may(user, "case.assign") and to not in (None, user.name):
        require(user, "case.assign")
    if not numbers:
        raise NothingChosen("No case is chosen; tick some, or all that match.")
    given = None if to is None else _given(session, to)
    shown = None if given is None else given.display_name
    # Nobody gives away or is given what he may not see.
    seen = and_(*(sight_of(session, one).cases() for one in (user, given) if one is not None))
    changed = 0
    for some in repository.chunks(numbers):
        own = session.scalars(_changing(some, to, user).where(seen)).all()
        if own:
            session.execute(update(Case).where(Case.id.in_(own)).values(assignee=to))
            session.execute(insert(CaseEvent), [_told(number, shown, user) for number in own])
        changed += len(own)
    # Which ones stands in their histories; the digest lets nobody change these unseen.
    digest = hashlib.sha256(",".join(map(str, sorted(numbers))).encode()).hexdigest()
    log.write(session, user.name, "case.assign", "queue", to=to, asked=len(numbers), changed=changed, cases=digest)
    return changed


def _changing(numbers: Sequence[int], to: str | None, user: User) -> Select[int]:
    """Those of the cases that are open and somebody else's; their rows are locked where a database locks rows."""
    other = Case.assignee.is_not(None) if to is None else or_(Case.assignee.is_(None), Case.assignee != to)
    chosen = select(Case.id).where(Case.id.in_(numbers), Case.status == "open", other).with_for_update()
    if may(user, "case.assign"):
        return chosen
    return chosen.where(or_(Case.assignee.is_(None), Case.assignee == user.name))


def _given(session: Session, to: str) -> User:
    found = next((one for one in recorders(session) if one.name == to), None)
    if found is None:
        raise NotAssignable("This user records no outcomes, or has no account; choose somebody from the list.")
    return found


def _told(number: int, shown: str | None, user: User) -> dict[str, object]:
    zh, en = ("取消指派", "assigned to nobody") if shown is None else (f"指派给 {shown}", f"assigned to {shown}")
    return {"case_id": number, "at": now(), "who": user.display_name, "zh": zh, "en": en}
