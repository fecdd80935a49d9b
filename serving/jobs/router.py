"""/v1/jobs, and the requests that make one: scans, trainings, rescorings."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Request, Response
from starlette.responses import StreamingResponse

from serving import paging
from serving.api import problems
from serving.jobs import events, service
from serving.jobs.schemas import JobItem, JobList, ScanRequest, TrainingRequest
from serving.jobs.views import JobView
from serving.paging import Cursor, Limit
from serving.security.declared import needs, needs_any
from serving.security.dependencies import InDatabase, InSession, InWriting, Program

router = APIRouter(tags=["jobs"])
POLL_S = 2
JobNumber = Annotated[int, Path(ge=1, le=2**31 - 1, description="Number of the job.")]
IdempotencyKey = Annotated[
    str | None,
    Header(min_length=8, max_length=128, description="The same key and request again gives the same job."),
]
ACCEPTED: dict[int | str, dict[str, Any]] = {
    202: {
        "description": "Queued; follow `Location`.",
        "headers": {"Location": {"description": "The job.", "schema": {"type": "string"}}},
    }
}
_EVENTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Events `progress` and, last, `end`; their data is the job as `GET /v1/jobs/{number}` has it.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}


def accepted(response: Response, job: JobView) -> JobItem:
    """The answer to a request for a job."""
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    response.headers["Retry-After"] = str(POLL_S)
    return JobItem.of(job)


@router.post(
    "/v1/scans",
    operation_id="startScan",
    status_code=202,
    responses=ACCEPTED | problems(401, 403, 409, 422),
    dependencies=[needs("scan.run")],
)
def scan(
    program: Program, session: InWriting, response: Response, asked: ScanRequest, idempotency_key: IdempotencyKey = None
) -> JobItem:
    """Compare with the rules, score every award, and bring the queue up to date."""
    return accepted(response, service.ask(session, program, "scan", idempotency_key, **asked.model_dump(mode="json")))


@router.post(
    "/v1/trainings",
    operation_id="startTraining",
    status_code=202,
    responses=ACCEPTED | problems(401, 403, 409, 422),
    dependencies=[needs("models.train")],
)
def train(
    program: Program,
    session: InWriting,
    response: Response,
    asked: TrainingRequest,
    idempotency_key: IdempotencyKey = None,
) -> JobItem:
    """Train on everything verified so far; with `promote`, put the model into use when the gate passes."""
    return accepted(response, service.ask(session, program, "train", idempotency_key, **asked.model_dump()))


@router.post(
    "/v1/rescorings",
    operation_id="startRescoring",
    status_code=202,
    responses=ACCEPTED | problems(401, 403, 409, 422),
    dependencies=[needs("scan.run")],
)
def rescore(
    program: Program, session: InWriting, response: Response, idempotency_key: IdempotencyKey = None
) -> JobItem:
    """Score the open cases with the model in use, without a new scan."""
    return accepted(response, service.ask(session, program, "rescore", idempotency_key))


@router.get(
    "/v1/jobs",
    operation_id="listJobs",
    responses=problems(400, 401, 403, 422),
    dependencies=[needs_any("jobs.read", "jobs.own")],
)
def jobs(
    program: Program,
    session: InSession,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> JobList:
    """Jobs, the newest first: all of them, or, to a role that may not see all, its own."""
    found = service.listed(session, program, limit + 1, paging.after(cursor, "jobs"))
    page, following = paging.page(found, limit, "jobs", lambda job: job.id)
    return JobList(items=[JobItem.of(job) for job in page], next_cursor=following)


@router.get(
    "/v1/jobs/{number}",
    operation_id="readJob",
    responses=problems(401, 403, 404, 422),
    dependencies=[needs_any("jobs.read", "jobs.own")],
)
def job(program: Program, session: InSession, response: Response, number: JobNumber) -> JobItem:
    """How far a job is; while it is not over, `Retry-After` says when to ask again."""
    found = service.seen(session, program, number)
    if not found.over:
        response.headers["Retry-After"] = str(POLL_S)
    return JobItem.of(found)


@router.get(
    "/v1/jobs/{number}/events",
    operation_id="followJob",
    response_class=StreamingResponse,
    responses=_EVENTS | problems(401, 403, 404, 422),
    dependencies=[needs_any("jobs.read", "jobs.own")],
)
def follow(
    program: Program, request: Request, session: InSession, database: InDatabase, number: JobNumber
) -> StreamingResponse:
    """The job as server-sent events, from now until it is over. Where nothing lets them through, poll the job."""
    service.seen(session, program, number)
    return events.stream(request, database, number, lambda view: JobItem.of(view).model_dump(mode="json"))


@router.post(
    "/v1/jobs/{number}/cancel",
    operation_id="cancelJob",
    responses=problems(401, 403, 404, 409, 422),
    dependencies=[needs_any("jobs.read", "jobs.own")],
)
def cancel(program: Program, session: InWriting, number: JobNumber) -> JobItem:
    """Stop a job: one that waits at once, one that runs before its next step; what was there before stays in use."""
    return JobItem.of(service.cancel(session, program, number))
