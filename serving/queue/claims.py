"""下一件: the best free case, held for whoever takes it, so that two inspectors never work on the same one."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from serving.accounts.views import User
from serving.audit import log
from serving.cases.tables import CaseOffered
from serving.clock import now
from serving.queue import repository
from serving.queue.service import chosen_numbers
from serving.queue.views import QueueFilter
from serving.refusals import CaseTaken
from serving.security.policy import require
from serving.security.sight import case_for

LATELY = timedelta(hours=8)  # a working day: a case that was put aside is not offered at once again
HELD = timedelta(hours=2)  # reading, a call, the form; who goes out for longer has the case assigned
Write = Callable[[], AbstractContextManager[Session]]


def next_case(session: Session, write: Write, chosen: QueueFilter, user: User) -> int | None:
    """The number of the best open case that matches and is free, now held by this user; None when there is none.

    One that was offered to him lately comes only after all others, and then the one offered longest ago. Whatever else
    he held is free again. `session` reads, `write` begins the short transaction that takes the case. Raises NotAllowed.
    """
    require(user, "case.read")
    require(user, "outcome.record")
    ranked = _ranked(session, chosen, user)
    with write() as own:
        return _taken(own, ranked, user)


def claim(session: Session, case_id: int, user: User) -> datetime:
    """Hold one case; until when. Raises CaseNotFound, CaseTaken: somebody else holds it, or it is not open."""
    require(user, "outcome.record")
    case_for(session, user, case_id)
    at = now()
    if not repository.hold(session, case_id, user.name, at, at + HELD):
        raise CaseTaken(f"Case {case_id} is decided, or somebody else has it; take another one.")
    _keep(session, case_id, user, at)
    return at + HELD


def release(session: Session, case_id: int, user: User) -> None:
    """Put a case back for others; one that the user does not hold stays as it is."""
    require(user, "outcome.record")
    if repository.let_go(session, user.name, only=case_id):
        log.write(session, user.name, "case.release", f"case:{case_id}")


def _ranked(session: Session, chosen: QueueFilter, user: User) -> list[int]:
    at = now()
    offered, held = (
        repository.offered(session, user.name, at - LATELY),
        repository.held_by_others(session, user.name, at),
    )
    numbers = [number for number in chosen_numbers(session, chosen, user) if number not in held]
    again = sorted((number for number in numbers if number in offered), key=lambda number: offered[number])
    return [number for number in numbers if number not in offered] + again


def _taken(session: Session, ranked: Iterable[int], user: User) -> int | None:
    """The first that is still free: others took some since the list was read."""
    at = now()
    for number in ranked:
        if repository.hold(session, number, user.name, at, at + HELD):
            session.merge(CaseOffered(who=user.name, case_id=number, at=at))
            _keep(session, number, user, at)
            return number
    return None


def _keep(session: Session, number: int, user: User, at: datetime) -> None:
    repository.let_go(session, user.name, without=number)
    log.write(session, user.name, "case.claim", f"case:{number}", until=(at + HELD).isoformat(timespec="minutes"))
