"""The audit log: a chain of keyed hashes, so that nobody can change or drop a row in the middle unseen.

Each row's hash covers its content and the hash of the row before, keyed with the home's secret: whoever can write to
the database, but does not hold the secret, cannot forge a chain. Rows cut off at the end show only against a copy of
the newest hash kept elsewhere; `mingcha doctor` prints it for that purpose.

Every change is in it, and every look at a person: a case, an award, a search by name or id, scores and checks by id,
names and ids revealed or exported, photos, workbooks handed out, rejected rows. Lists that name nobody (the queue, a
batch: masked names, keys) are not. A row says who, how many and which cases or awards; never whom by name or id.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.home import Home
from serving.audit.tables import AuditEntry
from serving.clock import now
from serving.refusals import BrokenChain

FIRST = "0" * 64
MOST_NAMED = 500  # awards named in a row; of more stands a digest, against which a list that was kept can be held


@dataclass(frozen=True)
class ChainState:
    """A checked chain: how many rows, and the hash of the newest."""

    rows: int
    newest: str


def write(session: Session, actor: str, action: str, subject: str, **detail: str | int | float | None) -> None:
    """Add a row in the caller's transaction. `detail` never holds names or ids of beneficiaries."""
    session.flush()
    previous = session.scalar(select(AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)) or FIRST
    at, told = now(), json.dumps(detail, ensure_ascii=False, sort_keys=True)
    digest = _digest(session, previous, at, actor, action, subject, told)
    session.add(
        AuditEntry(at=at, actor=actor, action=action, subject=subject, detail=told, previous=previous, hash=digest)
    )
    session.flush()


def awards(keys: Iterable[int | str]) -> str:
    """Which awards a look concerned, as a row says it: their keys in order, or, of too many, `sha256:` of those."""
    named = ",".join(str(key) for key in sorted({int(key) for key in keys}))
    few = named.count(",") < MOST_NAMED
    return named if few else f"sha256:{hashlib.sha256(named.encode()).hexdigest()}"


def check(session: Session) -> ChainState:
    """Recompute the whole chain; raises BrokenChain with the first row that does not fit."""
    previous, rows = FIRST, 0
    for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id)):
        expected = _digest(session, previous, entry.at, entry.actor, entry.action, entry.subject, entry.detail)
        if entry.previous != previous or not hmac.compare_digest(entry.hash, expected):
            raise BrokenChain(
                f"Row {entry.id} of the audit log does not follow from the row before it: the log was changed; "
                "compare it with a backup."
            )
        previous, rows = entry.hash, rows + 1
    return ChainState(rows, previous)


def _digest(session: Session, previous: str, at: datetime, actor: str, action: str, subject: str, detail: str) -> str:
    home: Home = session.info["home"]
    content = json.dumps([previous, at.isoformat(), actor, action, subject, detail], ensure_ascii=False)
    return hmac.new(home.secret(), b"audit:" + content.encode(), "sha256").hexdigest()
