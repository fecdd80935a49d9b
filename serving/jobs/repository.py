"""What is asked of the table of jobs."""

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rules.rule import Text
from serving.jobs.kinds import kinds
from serving.jobs.tables import Job
from serving.jobs.views import STATES, JobView, State
from serving.refusals import JobNotFound


def by_id(session: Session, number: int) -> Job:
    """One job; raises JobNotFound."""
    found = session.get(Job, number)
    if found is None:
        raise JobNotFound(f"There is no job {number}.")
    return found


def running(session: Session) -> Sequence[Job]:
    """Jobs that somebody works, or worked when he was killed."""
    return session.scalars(select(Job).where(Job.state == "running").order_by(Job.id)).all()


def next_ready(session: Session, moment: datetime) -> Job | None:
    """The oldest job that waits and may be taken."""
    waiting = select(Job).where(Job.state == "queued", Job.ready <= moment).order_by(Job.id).limit(1)
    return session.scalars(waiting).first()


def waiting(session: Session) -> bool:
    """Whether there is anything a worker might take; asked again and again, so of the index alone."""
    return session.scalar(select(Job.id).where(Job.state.in_(("queued", "running"))).limit(1)) is not None


def page(session: Session, limit: int, before: int | None = None, who: str | None = None) -> list[JobView]:
    """Jobs, the newest first, from before a number on; of one who asked, or of all."""
    chosen = select(Job).order_by(Job.id.desc()).limit(limit)
    if before is not None:
        chosen = chosen.where(Job.id < before)
    if who is not None:
        chosen = chosen.where(Job.who == who)
    return [view(job) for job in session.scalars(chosen)]


def unfinished(session: Session) -> list[JobView]:
    """Jobs running or waiting, in the order in which they are worked."""
    chosen = select(Job).where(Job.state.in_(("running", "queued"))).order_by(Job.state.desc(), Job.id)
    return [view(job) for job in session.scalars(chosen)]


def before_it(session: Session, job: JobView) -> int:
    """How many jobs come before one that waits."""
    ahead = select(func.count()).where(Job.state.in_(("running", "queued")), Job.id < job.id)
    return session.scalar(ahead) or 0


def view(job: Job) -> JobView:
    """A job as a value."""
    kind = kinds().get(job.kind)
    return JobView(
        id=job.id,
        kind=job.kind,
        title=kind.title if kind else Text(zh=job.kind, en=job.kind),
        state=_state(job.state),
        who=job.who,
        queued=job.queued,
        started=job.started,
        finished=job.finished,
        step=Text(zh=job.step_zh, en=job.step_en) if job.step_zh and job.step_en else None,
        done=job.done,
        total=job.total,
        asked=json.loads(job.asked),
        result=json.loads(job.result) if job.result else None,
        error=job.error,
        error_kind=job.error_kind,
        cancelling=job.cancel_by is not None and job.state == "running",
        again_of=job.again_of,
        attempts=job.attempts,
        version=job.version,
    )


def _state(name: str) -> State:
    return next(state for state in STATES if state == name)
