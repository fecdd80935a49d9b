"""The worker's part: take waiting messages, send them, and record how that went.

A message is taken by setting its next attempt a while ahead, in a transaction of its own: whoever is killed while
sending leaves it to be sent again, under the same id. So every message arrives at least once, and a receiver drops the
ids it has seen.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from records.clock import today
from serving.batches import repository as batches
from serving.clock import now
from serving.database import Database
from serving.refusals import InvalidWebhook
from serving.security.sight import EVERYTHING
from serving.webhooks import repository, sending, signing
from serving.webhooks.addresses import target
from serving.webhooks.service import tell
from serving.webhooks.tables import Message, Webhook

# After the first, second, ... attempt that failed; after the last a message is dead.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (0.5, 2, 10, 30, 120, 360, 720, 1440))
TAKEN = timedelta(minutes=2)  # longer than a message can take
KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Delivered:
    """How a round went."""

    delivered: int
    failed: int
    dead: int


@dataclass(frozen=True)
class _Taken:
    number: int
    url: str
    salt: str
    message: str
    body: str


def deliver(database: Database, hosts: Collection[str], most: int = 1000) -> Delivered:
    """Tell of what is due, then send what waits, at most so many messages; what failed waits for a later round."""
    with database.writing() as session:
        repository.drop_old(session, now() - KEPT)
        _tell_of_batches(session)
    states: list[str] = []
    while len(states) < most and (taken := _take(database)) is not None:
        states.append(_attempt(database, taken, hosts))
    return Delivered(*(states.count(state) for state in ("delivered", "waiting", "dead")))


def _tell_of_batches(session: Session) -> None:
    """A batch is due on its day while anything of it is still out."""
    for batch in batches.views(session, EVERYTHING):
        if batch.due is not None and batch.due <= today() and batch.returned < batch.cases:
            facts = {"batch": batch.id, "due": str(batch.due), "cases": batch.cases, "returned": batch.returned}
            tell(session, "batch.due", f"batch:{batch.id}:{batch.due}", facts)


def _take(database: Database) -> _Taken | None:
    with database.writing() as session:
        found = repository.next_waiting(session, now())
        if found is None:
            return None
        found.attempts, found.next_try = found.attempts + 1, now() + TAKEN
        webhook = session.get_one(Webhook, found.webhook_id)
        return _Taken(found.id, webhook.url, webhook.salt, found.message, found.body)


def _attempt(database: Database, taken: _Taken, hosts: Collection[str]) -> str:
    """Send it, outside of any transaction; returns the state it is in then."""
    stamp = int(datetime.now(UTC).timestamp())
    headers = signing.headers(database.home, taken.salt, taken.message, stamp, taken.body)
    try:
        done, answer = sending.send(target(taken.url, hosts), headers, taken.body)
    except InvalidWebhook as refused:  # its host was allowed when the webhook was made
        done, answer = False, str(refused)[:200]
    with database.writing() as session:
        found = session.get(Message, taken.number)
        if found is None:  # its webhook was removed meanwhile
            return "removed"
        _note(found, done, answer)
        return found.state


def _note(message: Message, done: bool, answer: str) -> None:
    message.answer, failed = answer, message.attempts
    if done or failed > len(WAITS):
        message.state, message.done = "delivered" if done else "dead", now()
    else:
        message.next_try = now() + WAITS[failed - 1]
