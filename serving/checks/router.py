"""POST /v1/checks, and lists too large to wait for."""

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse

from serving.api import problems
from serving.checks import large
from serving.checks.schemas import CheckAnswer, CheckRequest, LargeCheckRequest
from serving.checks.service import check, log_check
from serving.jobs.router import ACCEPTED, IdempotencyKey, JobNumber, accepted
from serving.jobs.schemas import JobItem
from serving.scan.current import scan_in_use
from serving.security.declared import needs
from serving.security.dependencies import InDatabase, InHome, InWriting, Program
from serving.security.sight import sight_of

router = APIRouter(tags=["checks"])


@router.post(
    "/v1/checks",
    operation_id="checkPayouts",
    response_model=CheckAnswer,
    responses=problems(401, 403, 422, 503),
    dependencies=[needs("scores.read")],
)
def check_payouts(program: Program, database: InDatabase, asked: CheckRequest) -> Response:
    """Check a payment list before it is paid: up to 10,000 rows, each with its hits, probability and level.

    The rows of one day of payment are looked at together, as one list: added to the payouts of the county, compared
    by all rules, given all features and scored by the model of the current scan. So somebody listed twice is caught,
    and an account that several households share only once this is paid. Nothing of the list is stored; that a list
    was checked, by whom and of how many rows, is in the audit log.

    A row that cannot be read spoils no other: it stands in `refused` with its number, its field and a sentence, and the
    rest is checked. To pay only a list that is right as a whole, pay when `summary.refused` is 0. The request is
    refused as a whole where it is no list at all, too long, or planned for more than 12 days.
    """
    with database.reading() as session:
        scan, sight = scan_in_use(session), sight_of(session, program)
    answer = check(database, scan, asked.payouts, sight)
    with database.writing() as own:
        log_check(own, program.name, answer)
    # Written here: FastAPI would check ten thousand rows once more.
    return Response(answer.model_dump_json(), media_type="application/json")


@router.post(
    "/v1/checks/large",
    operation_id="checkLargeList",
    status_code=202,
    responses=ACCEPTED | problems(401, 403, 409, 422),
    dependencies=[needs("scores.read")],
)
def check_large(
    program: Program,
    database: InDatabase,
    response: Response,
    asked: LargeCheckRequest,
    idempotency_key: IdempotencyKey = None,
) -> JobItem:
    """Check a list of up to 100,000 rows as a job: follow `Location`, and fetch `/v1/checks/{number}` when it is done.

    The list is kept as a private file until it is checked, the answer for seven days.
    """
    return accepted(response, large.ask(database, program, asked.payouts, idempotency_key))


@router.get(
    "/v1/checks/{number:int}",  # else it would take GET /v1/checks/large for a number
    operation_id="readCheckedList",
    response_model=CheckAnswer,
    responses=problems(401, 403, 404, 422),
    dependencies=[needs("scores.read")],
)
def checked(program: Program, home: InHome, session: InWriting, number: JobNumber) -> FileResponse:
    """The answer of a job that checked a large list, as `POST /v1/checks` gives it; that it was fetched is logged."""
    return FileResponse(large.answer(home, session, program, number), media_type="application/json")
