"""Lists too large to wait for: asked for as a job, the answer fetched when it is done."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from records.home import Home
from serving.accounts.views import User
from serving.audit import log
from serving.checks import kept
from serving.database import Database
from serving.jobs import service as jobs
from serving.jobs.views import JobView
from serving.refusals import CheckGone

KIND = "check"


def ask(database: Database, user: User, listed: Sequence[Any], key: str | None) -> JobView:
    """Have a list checked. The same `key` with the same list again gives the job there is already.

    Raises NotAllowed, RequestReused.
    """
    waiting = kept.keep(database.home, listed)
    wished = jobs.wish(KIND, waiting.digest)
    try:
        with database.writing() as session:
            earlier = jobs.earlier(session, user, key, wished)
            if earlier is None:
                job = jobs.ask(
                    session, user, KIND, listed=waiting.name, rows=len(listed), level=user.scope.level,
                    place=user.scope.key,
                )  # fmt: skip
                jobs.keep_receipt(session, user, key, wished, job)
                return job
    except BaseException:
        kept.drop(database.home, waiting.name)
        raise
    kept.drop(database.home, waiting.name)
    return earlier


def answer(home: Home, session: Session, user: User, number: int) -> Path:
    """The answer of a job that is done, for who asked for it; that he fetched it is in the audit log.

    Raises JobNotFound, CheckGone.
    """
    job = jobs.seen(session, user, number)
    if job.who != user.name:  # others see that it was done, and perhaps another part of the county
        raise CheckGone("Only who sent a list may fetch its answer; send it yourself.")
    if job.kind != KIND or job.result is None:
        raise CheckGone(f"Job {number} has no checked list; `GET /v1/jobs/{number}` says how far it is.")
    found = kept.answer(home, job.result["answer"])
    log.write(session, user.name, "payouts.answer", f"job:{number}", rows=job.result["rows"])
    return found
