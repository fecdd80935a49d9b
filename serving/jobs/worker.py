"""The worker: takes one job after another and does it."""

import re
import threading
from contextlib import nullcontext
from typing import TYPE_CHECKING

import structlog

from records.errors import HomeBusy, MingchaError
from serving.faults import sentence
from serving.imports import uploads
from serving.jobs import leases, presence, repository
from serving.jobs.beat import beating
from serving.jobs.kinds import kinds
from serving.jobs.leases import Lease
from serving.jobs.work import Cancelled, LeaseLost, Stopping, Work
from serving.webhooks.telling import telling

if TYPE_CHECKING:
    from serving.database import Database

_WORD = re.compile(r"(?<!^)(?=[A-Z])")
IDLE_S = 0.5  # between two looks into an empty queue
log = structlog.get_logger("mingcha.worker")


def work(database: "Database", stop: threading.Event, *, once: bool = False) -> int:
    """Work until told to stop, or, `once`, until nothing waits; returns how many jobs were taken."""
    name, taken = presence.new_name(), 0
    with presence.present(database.home, name), nullcontext() if once else telling(database):
        uploads.clear_forgotten(database)
        while not stop.is_set():
            lease = _take(database, name)
            if lease is not None:
                taken += 1
                _do(database, lease, stop)
            elif once:
                break
            else:
                stop.wait(IDLE_S)
    return taken


def _take(database: "Database", name: str) -> Lease | None:
    with database.reading() as session:  # most looks find nothing, and need not wait for whoever writes
        if not repository.waiting(session):
            return None
    with database.writing() as session:
        lease = leases.take(session, name, lambda owner: presence.gone(database.home, owner))
    if lease is not None:
        presence.clear_gone(database.home)
    return lease


def _do(database: "Database", lease: Lease, stop: threading.Event) -> None:
    work = Work(database, lease, stop)
    log.info("job taken", job=lease.job, kind=lease.kind, attempt=lease.attempt)
    ended = "done"
    try:
        with beating(work):
            result = kinds()[lease.kind].run(work)
        if not work.finished:
            with database.writing() as session:
                work.finish(session, result or {})
    except LeaseLost:
        ended = "lost to another worker"
    except (Cancelled, Stopping, HomeBusy) as stopped:
        ended = _set_aside(database, lease, stopped)
    except Exception as error:  # noqa: BLE001 - whatever ends a job is told to whoever asked for it
        ended = _failed(database, lease, error)
    log.info("job ended", job=lease.job, kind=lease.kind, state=ended)


def _set_aside(database: "Database", lease: Lease, why: Exception) -> str:
    with database.writing() as session:
        if isinstance(why, Cancelled):
            leases.cancel(session, lease)
            return "cancelled"
        leases.give_back(session, lease, later=isinstance(why, HomeBusy))
        return "queued again"


def _failed(database: "Database", lease: Lease, error: Exception) -> str:
    # By the error's own name: many of one status, and each asks for something else.
    kind = _WORD.sub("-", type(error).__name__).lower() if isinstance(error, MingchaError) else "unexpected"
    with database.writing() as session:
        leases.fail(session, lease, sentence(error, database.home, "job"), kind)
    return "failed"
