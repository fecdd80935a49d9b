"""Ask for a job, stop it, ask for it again; each in the caller's transaction."""

import hashlib
import json
from typing import Any

from sqlalchemy.orm import Session
from starlette.responses import JSONResponse

from serving.accounts.views import User
from serving.audit import log
from serving.clock import now
from serving.jobs import repository
from serving.jobs.kinds import kinds
from serving.jobs.tables import Job
from serving.jobs.views import OVER, JobView
from serving.once import receipts
from serving.once.receipts import Asked
from serving.refusals import JobNotFound, JobOver, JobUnfinished
from serving.security.policy import may, require


def ask(session: Session, user: User, kind: str, key: str | None = None, **asked: Any) -> JobView:
    """Put a job into the queue. The same `key` and the same wish again gives the job there is already.

    Raises NotAllowed, RequestReused, pydantic's ValidationError where the kind does not know what is asked.
    """
    wanted = kinds()[kind]
    for action in wanted.needs:
        require(user, action)
    told = wanted.asked.model_validate(asked).model_dump_json()
    there = earlier(session, user, key, wish(kind, told))
    if there is not None:
        return there
    job = repository.view(_queued(session, user, kind, told))
    keep_receipt(session, user, key, wish(kind, told), job)
    return job


def wish(kind: str, told: str) -> str:
    """What an Idempotency-Key stands for."""
    return hashlib.sha256(f"{kind}\n{told}".encode()).hexdigest()


def earlier(session: Session, user: User, key: str | None, wished: str) -> JobView | None:
    """The job that the same request asked for before. Raises RequestReused when the key came with another one."""
    found = receipts.earlier(session, Asked(user.name, key, wished)) if key is not None else None
    return (
        None if found is None else repository.view(repository.by_id(session, int(json.loads(bytes(found.body))["job"])))
    )


def keep_receipt(session: Session, user: User, key: str | None, wished: str, job: JobView) -> None:
    """Remember which job a request asked for."""
    if key is not None:
        receipts.keep(session, Asked(user.name, key, wished), JSONResponse({"job": job.id}, 202))


def seen(session: Session, user: User, number: int) -> JobView:
    """A job that the user may see: any, or only what he asked for himself. Raises JobNotFound, NotAllowed."""
    if not may(user, "jobs.read"):
        require(user, "jobs.own")
    found = repository.by_id(session, number)
    if not may(user, "jobs.read") and found.who != user.name:
        raise JobNotFound(f"There is no job {number}.")
    return repository.view(found)


def listed(session: Session, user: User, limit: int, before: int | None = None) -> list[JobView]:
    """Jobs the user may see, the newest first."""
    if may(user, "jobs.read"):
        return repository.page(session, limit, before)
    require(user, "jobs.own")
    return repository.page(session, limit, before, user.name)


def cancel(session: Session, user: User, number: int) -> JobView:
    """Stop a job: one that waits at once, one that runs before its next step. Twice is as once. Raises JobOver."""
    view = _own(session, user, number)
    job = repository.by_id(session, view.id)
    if job.state in OVER:
        if job.state == "cancelled":
            return repository.view(job)
        raise JobOver(f"Job {number} has ended already ({job.state}); there is nothing left to cancel.")
    if job.cancel_by is None:
        job.cancel_by, job.version = user.name, job.version + 1
        if job.state == "queued":
            job.state, job.finished = "cancelled", now()
        log.write(session, user.name, "job.cancel", f"job:{number}", kind=job.kind)
    return repository.view(job)


def again(session: Session, user: User, number: int) -> JobView:
    """Ask once more for a job that failed or was cancelled, as it was. Raises JobUnfinished, JobOver, NotAllowed."""
    view = _own(session, user, number)
    kind = kinds()[view.kind]
    for action in kind.needs:
        require(user, action)
    if not view.over:
        raise JobUnfinished(f"Job {number} has not ended yet; wait for it or cancel it first.")
    if view.state == "done" or not kind.repeatable:
        raise JobOver(f"Job {number} is done; ask for a new one instead of repeating it.")
    before = repository.by_id(session, number)
    return repository.view(_queued(session, user, before.kind, before.asked, number, before.kept))


def _own(session: Session, user: User, number: int) -> JobView:
    view = seen(session, user, number)
    if view.who != user.name:
        require(user, "jobs.cancel")
    return view


def _queued(
    session: Session, user: User, kind: str, told: str, again_of: int | None = None, kept: str | None = None
) -> Job:
    moment = now()
    job = Job(
        kind=kind, asked=told, who=user.name, queued=moment, state="queued", ready=moment, step_zh="", step_en="",
        done=0, total=0, kept=kept, again_of=again_of, attempts=0, version=1,
    )  # fmt: skip
    session.add(job)
    session.flush()
    log.write(session, user.name, "job.ask", f"job:{job.id}", kind=kind)
    return job
