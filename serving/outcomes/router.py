"""POST /v1/cases/{id}/outcomes and /v1/cases/{id}/approval."""

from typing import Annotated

from fastapi import APIRouter, Header, Response

from serving import paging
from serving.api import etag, problems, version_of
from serving.cases import repository as cases
from serving.cases.router import CaseNumber
from serving.once.route import OnceRoute
from serving.outcomes import listing, repository
from serving.outcomes.four_eyes import judge
from serving.outcomes.schemas import ApprovalRequest, OutcomeAnswer, OutcomeItem, OutcomeList, OutcomeRequest
from serving.outcomes.service import record
from serving.paging import Cursor, Limit
from serving.security.declared import needs
from serving.security.dependencies import InSession, InWriting, Program

router = APIRouter(tags=["cases"], route_class=OnceRoute)


@router.get(
    "/v1/outcomes",
    operation_id="listOutcomes",
    responses=problems(400, 401, 403, 422),
    dependencies=[needs("case.read")],
)
def outcomes(program: Program, session: InSession, cursor: Cursor = None, limit: Limit = 50) -> OutcomeList:
    """What was recorded, in that order: follow it by asking with the newest cursor again, or have a webhook told."""
    found = listing.recorded(session, program, paging.after(cursor, "outcomes") or 0, limit + 1)
    page = found[:limit]
    return OutcomeList(
        items=[OutcomeItem.of(stored, case) for stored, case in page],
        next_cursor=paging.write("outcomes", page[-1][0].id) if page else cursor,
        more=len(found) > limit,
    )


@router.post(
    "/v1/cases/{case_id}/outcomes",
    operation_id="recordOutcome",
    status_code=201,
    responses=problems(400, 401, 403, 404, 409, 412, 422, 428),
    dependencies=[needs("outcome.record")],
)
def record_outcome(
    program: Program,
    session: InWriting,
    response: Response,
    case_id: CaseNumber,
    outcome: OutcomeRequest,
    if_match: Annotated[str | None, Header(description="ETag of the case as you read it.")] = None,
) -> OutcomeAnswer:
    """Record what the visit found and close the case."""
    answer = OutcomeAnswer.model_validate(record(session, case_id, outcome.form(), program, version_of(if_match)))
    response.headers["ETag"] = etag(answer.version)
    return answer


@router.post(
    "/v1/cases/{case_id}/approval",
    operation_id="judgeOutcome",
    responses=problems(400, 401, 403, 404, 409, 412, 422, 428),
    dependencies=[needs("outcome.approve")],
)
def judge_outcome(
    program: Program,
    session: InWriting,
    response: Response,
    case_id: CaseNumber,
    wanted: ApprovalRequest,
    if_match: Annotated[str | None, Header(description="ETag of the case as you read it.")] = None,
) -> OutcomeAnswer:
    """Approve the outcome that waits, or send it back. Sent again it changes nothing."""
    stored = judge(session, case_id, wanted.approve, wanted.note, program, version_of(if_match))
    case = cases.by_id(session, case_id)
    response.headers["ETag"] = etag(case.version)
    return OutcomeAnswer.model_validate(repository.view(stored, case, repository.shown_name(session, stored.who)))
