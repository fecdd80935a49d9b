"""Who works which job: taken, renewed, finished, each in one transaction and only by the one who holds the lease."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from serving.audit import log
from serving.clock import now
from serving.jobs import repository
from serving.jobs.tables import Job
from serving.jobs.views import State

LEASE = timedelta(seconds=60)  # reading a large workbook may keep a process from renewing for half a minute
LATER = timedelta(seconds=5)  # until a job is tried again that found the home busy
MOST_ATTEMPTS = 5  # a job that ends its worker again and again is not taken for ever
_STEP = 200  # characters of a step's words


@dataclass(frozen=True)
class Lease:
    """A job that was taken."""

    job: int
    kind: str
    asked: str
    kept: str | None
    who: str
    owner: str
    attempt: int


@dataclass(frozen=True)
class Heard:
    """How far a job said it is."""

    step_zh: str
    step_en: str
    done: int
    total: int


def take(session: Session, owner: str, gone: Callable[[str], bool]) -> Lease | None:
    """The oldest job that waits; None while there is none or another one is running: heavy work goes one at a time.

    A job whose worker is gone, or let its lease run out, waits again. `gone` tells whether a worker ended.
    """
    moment = now()
    for job in repository.running(session):
        if job.lease is not None and job.lease > moment and not gone(job.owner or ""):
            return None
        _free(session, job)
    found = repository.next_ready(session, moment)
    if found is None:
        return None
    found.state, found.owner, found.lease, found.started = "running", owner, moment + LEASE, found.started or moment
    found.attempts, found.version = found.attempts + 1, found.version + 1
    session.flush()
    return Lease(found.id, found.kind, found.asked, found.kept, found.who, owner, found.attempts)


def _free(session: Session, job: Job) -> None:
    """A job whose worker was killed: cancelled if somebody wanted that, given up after too many, else queued again."""
    job.owner, job.lease, job.version = None, None, job.version + 1
    if job.cancel_by is not None:
        job.state, job.finished = "cancelled", now()
    elif job.attempts >= MOST_ATTEMPTS:
        job.state, job.finished, job.error_kind = "failed", now(), "worker-ended"
        job.error = (
            f"The worker ended {job.attempts} times while doing this, perhaps for lack of memory; look into its log, "
            "then ask for it again."
        )
    else:
        job.state = "queued"
    if job.state != "queued":
        log.write(session, job.who, f"job.{job.state}", f"job:{job.id}", kind=job.kind)
    session.flush()


def renew(session: Session, lease: Lease, heard: Heard) -> bool | None:
    """Hold the job for longer and say how far it is; True when it should be cancelled, None when it is not ours."""
    if not _change(session, lease, _renewed(heard)):
        return None
    return repository.by_id(session, lease.job).cancel_by is not None


def cancel_asked(session: Session, lease: Lease) -> bool:
    """Whether somebody asked to stop it."""
    return session.scalar(select(Job.cancel_by).where(Job.id == lease.job)) is not None


def keep(session: Session, lease: Lease, kept: str, heard: Heard) -> bool:
    """Keep a checkpoint with the renewal; False when the job is not ours any more."""
    return _change(session, lease, _renewed(heard) | {"kept": kept})


def finish(session: Session, lease: Lease, result: str) -> bool:
    """It is done; False when it is not ours any more."""
    return _end(session, lease, "done", result=result, step_zh="", step_en="")


def fail(session: Session, lease: Lease, error: str, error_kind: str) -> bool:
    """It failed, and why."""
    return _end(session, lease, "failed", error=error, error_kind=error_kind[:48])


def cancel(session: Session, lease: Lease) -> bool:
    """It was stopped because somebody wanted that."""
    return _end(session, lease, "cancelled")


def give_back(session: Session, lease: Lease, *, later: bool) -> bool:
    """Back to the queue, as if it had not been taken; `later` when the home was busy."""
    columns: dict[str, Any] = {"state": "queued", "owner": None, "lease": None, "attempts": lease.attempt - 1}
    if later:
        columns |= {"ready": now() + LATER, "step_zh": "等另一项任务结束", "step_en": "waiting for other work to end"}
    return _change(session, lease, columns)


def _end(session: Session, lease: Lease, state: State, **columns: Any) -> bool:
    ours = _change(session, lease, {"state": state, "finished": now(), "owner": None, "lease": None, **columns})
    if ours:
        log.write(session, lease.who, f"job.{state}", f"job:{lease.job}", kind=lease.kind)
    return ours


def _renewed(heard: Heard) -> dict[str, Any]:
    words = {"step_zh": heard.step_zh[:_STEP], "step_en": heard.step_en[:_STEP]}
    return {"lease": now() + LEASE, "done": heard.done, "total": heard.total, **words}


def _change(session: Session, lease: Lease, columns: dict[str, Any]) -> bool:
    """Change the job if this lease still holds it; the version goes up."""
    ours = update(Job).where(Job.id == lease.job, Job.owner == lease.owner, Job.state == "running")
    changed = session.execute(ours.values(version=Job.version + 1, **columns))
    session.expire_all()
    return cast("CursorResult[Any]", changed).rowcount == 1
