"""POST /v1/checks."""

from fastapi import APIRouter, Response

from serving.api import problems
from serving.audit import log
from serving.checks.schemas import CheckAnswer, CheckRequest
from serving.checks.service import check
from serving.scan.current import scan_in_use
from serving.security.dependencies import InDatabase, Program
from serving.security.policy import require
from serving.security.sight import sight_of

router = APIRouter(tags=["checks"])


@router.post(
    "/v1/checks", operation_id="checkPayouts", response_model=CheckAnswer, responses=problems(401, 403, 422, 503)
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
    require(program, "scores.read")
    with database.reading() as session:
        scan, sight = scan_in_use(session), sight_of(session, program)
    answer = check(database, scan, asked.payouts, sight)
    with database.writing() as own:
        log.write(
            own, program.name, "payouts.check", f"scan:{answer.scan}", rows=answer.summary.sent,
            refused=answer.summary.refused, flagged=answer.summary.flagged.rows,
        )  # fmt: skip
    # Written here: FastAPI would check ten thousand rows once more.
    return Response(answer.model_dump_json(), media_type="application/json")
