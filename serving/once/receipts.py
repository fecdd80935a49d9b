"""Receipts: what was answered to a request with an Idempotency-Key, kept for a day and sealed.

Answers may hold a note or a key that is shown once, so they are encrypted with the home's secret: whoever reads the
database alone learns nothing from them.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from cryptography.fernet import Fernet
from sqlalchemy import Select, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from starlette.responses import Response

from records.home import Home
from serving.clock import now
from serving.refusals import RequestReused, RequestRunning, RequestUnfinished
from serving.security.tables import Receipt

KEPT = timedelta(days=1)
_REPEATED = ("content-type", "etag", "location")


@dataclass(frozen=True)
class Asked:
    """A request with a key: who sent it, under which key, and the hash of all it says."""

    actor: str
    key: str
    request_hash: str


def earlier(session: Session, asked: Asked) -> Response | None:
    """The answer given before, or None. Raises RequestReused, and RequestUnfinished where the first broke off."""
    found = session.scalar(_of(asked).where(Receipt.created > now() - KEPT))
    if found is None:
        return None
    if found.request_hash != asked.request_hash:
        raise RequestReused("This Idempotency-Key came with another request before; make a new key for a new request.")
    if found.status is None:
        raise RequestUnfinished(
            "The first request with this Idempotency-Key broke off, so what it did is not known; look at what it was "
            "to change, then send what is still missing with a new key."
        )
    headers = {**json.loads(found.headers), "Idempotency-Replayed": "true"}
    return Response(_seal(session).decrypt(found.answer), found.status, headers)


def keep(session: Session, asked: Asked, answer: Response) -> None:
    """Keep the answer in the caller's transaction. Raises RequestRunning when another process was faster."""
    begin(session, asked)
    finish(session, asked, answer)


def begin(session: Session, asked: Asked) -> None:
    """Note that the request begins; receipts older than a day go. Raises RequestRunning when it has begun already."""
    session.execute(delete(Receipt).where(Receipt.created <= now() - KEPT))
    told = {"actor": asked.actor, "key": asked.key, "request_hash": asked.request_hash}
    session.add(Receipt(**told, created=now(), headers="{}", answer=b"", status=None))
    try:
        session.flush()
    except IntegrityError as error:
        raise RequestRunning("A request with this Idempotency-Key is being worked on; ask again shortly.") from error


def finish(session: Session, asked: Asked, answer: Response) -> None:
    """Put the answer into the receipt."""
    found = session.scalars(_of(asked)).one()
    found.status, found.answer = answer.status_code, _seal(session).encrypt(bytes(answer.body))
    found.headers = json.dumps(_repeated(answer.headers))


def forget(session: Session, asked: Asked) -> None:
    """The request changed nothing: its key may come again."""
    session.execute(delete(Receipt).where(Receipt.actor == asked.actor, Receipt.key == asked.key))


def _of(asked: Asked) -> Select[Receipt]:
    return select(Receipt).where(Receipt.actor == asked.actor, Receipt.key == asked.key)


def _repeated(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: headers[name] for name in _REPEATED if name in headers}


def _seal(session: Session) -> Fernet:
    home: Home = session.info["home"]
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"receipt:" + home.secret()).digest()))
