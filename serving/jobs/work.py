"""A job in the hands of a worker: its kind reports progress, keeps a checkpoint, hands over the result."""

import json
import threading
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from records.progress import Step
from serving.jobs import leases
from serving.jobs.leases import Heard, Lease

if TYPE_CHECKING:
    from serving.database import Database


class Cancelled(Exception):
    """Somebody asked to stop the job."""


class Stopping(Exception):
    """The worker was told to end; the job goes back to the queue."""


class LeaseLost(Exception):
    """Another worker has the job: whatever this one did must not count."""


class Work:
    """One job while it is worked."""

    def __init__(self, database: "Database", lease: Lease, stop: threading.Event) -> None:
        self.database, self.lease = database, lease
        self.asked: dict[str, Any] = json.loads(lease.asked)
        self.kept: dict[str, Any] | None = json.loads(lease.kept) if lease.kept else None
        self.heard = Heard("", "", 0, 0)
        self.cancelled, self.lost = threading.Event(), threading.Event()
        self._stop, self._finished = stop, False

    @property
    def who(self) -> str:
        """Who asked for it."""
        return self.lease.who

    def progress(self, what: str, done: int, of: int) -> None:
        """Say how far it is, between two steps. Raises Cancelled, Stopping, LeaseLost: let them pass."""
        if self._finished:
            return
        self.heard = Heard(what.zh if isinstance(what, Step) else what, what, done, of)
        if 0 < of <= done:
            return
        if self.lost.is_set():
            raise LeaseLost
        if self.cancelled.is_set():
            raise Cancelled
        if self._stop.is_set():
            raise Stopping

    def keep(self, session: Session, kept: dict[str, Any]) -> None:
        """Keep a checkpoint and renew the lease, in the caller's transaction. Raises LeaseLost."""
        self._held(leases.keep(session, self.lease, json.dumps(kept, ensure_ascii=False), self.heard))
        self.kept = kept

    def finish(self, session: Session, result: dict[str, Any]) -> None:
        """Hand over the result and give the lease back, in the caller's transaction. Raises LeaseLost."""
        self._held(leases.finish(session, self.lease, json.dumps(result, ensure_ascii=False)))
        self._finished = True

    @property
    def finished(self) -> bool:
        """Whether the result was handed over."""
        return self._finished

    def _held(self, still_ours: bool) -> None:
        if not still_ours:
            self.lost.set()
            raise LeaseLost
