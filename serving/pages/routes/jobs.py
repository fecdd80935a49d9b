"""Jobs: all of them, one of them while it runs, cancel it, ask for it again."""

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from serving import paging
from serving.jobs import events, repository, service
from serving.pages import addresses
from serving.pages.asking import InFrame, JobOwner, JobReader, Number
from serving.pages.contexts.jobs import following, job_page, jobs_page
from serving.pages.look import answer
from serving.security.dependencies import InDatabase, InSession, InWriting, checked_form

router = APIRouter(include_in_schema=False)
PAGE = 30


@router.get("/jobs")
def jobs(session: InSession, frame: InFrame, user: JobReader, cursor: str | None = None) -> Response:
    """All jobs, the newest first."""
    found = service.listed(session, user, PAGE + 1, paging.after(cursor, "jobs"))
    shown, following = paging.page(found, PAGE, "jobs", lambda one: one.id)
    older = f"/jobs?cursor={following}" if following else ""
    return answer(jobs_page(frame, shown, older))


@router.get("/jobs/{number}")
def job(number: Number, session: InSession, frame: InFrame, user: JobReader) -> Response:
    """One job. With a script it follows by itself; without one the page is loaded anew every few seconds."""
    found = service.seen(session, user, number)
    ahead = repository.before_it(session, found) if found.state == "queued" else 0
    return answer(job_page(frame, found, user, ahead), script=not found.over)


@router.get("/jobs/{number}/events")
def follow(
    number: Number, request: Request, session: InSession, database: InDatabase, frame: InFrame, user: JobReader
) -> StreamingResponse:
    """What the page shows of a running job, as it changes."""
    service.seen(session, user, number)
    return events.stream(request, database, number, lambda view: following(frame.language, view).dump())


@router.post("/jobs/{number}/cancel", dependencies=[Depends(checked_form)])
def cancel(number: Number, session: InWriting, user: JobOwner) -> Response:
    """Stop it. Raises JobNotFound, JobOver, NotAllowed."""
    return RedirectResponse(addresses.job(service.cancel(session, user, number).id), 303)


@router.post("/jobs/{number}/again", dependencies=[Depends(checked_form)])
def again(number: Number, session: InWriting, user: JobOwner) -> Response:
    """Ask for it once more. Raises JobNotFound, JobOver, JobUnfinished, NotAllowed."""
    return RedirectResponse(addresses.job(service.again(session, user, number).id), 303)
