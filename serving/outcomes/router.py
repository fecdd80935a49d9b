"""POST /v1/cases/{id}/outcomes and /v1/cases/{id}/approval."""

from typing import Annotated

from fastapi import APIRouter, Header, Response

from serving.api import etag, problems, version_of
from serving.cases import repository as cases
from serving.cases.router import CaseNumber
from serving.once.route import OnceRoute
from serving.outcomes import repository
from serving.outcomes.four_eyes import judge
from serving.outcomes.schemas import ApprovalRequest, OutcomeAnswer, OutcomeRequest
from serving.outcomes.service import record
from serving.security.dependencies import InWriting, Program
from serving.security.policy import require

router = APIRouter(tags=["cases"], route_class=OnceRoute)


@router.post(
    "/v1/cases/{case_id}/outcomes",
    operation_id="recordOutcome",
    status_code=201,
    responses=problems(400, 401, 403, 404, 409, 412, 422, 428),
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
    require(program, "outcome.record")
    answer = OutcomeAnswer.model_validate(record(session, case_id, outcome.form(), program, version_of(if_match)))
    response.headers["ETag"] = etag(answer.version)
    return answer


@router.post(
    "/v1/cases/{case_id}/approval",
    operation_id="judgeOutcome",
    responses=problems(400, 401, 403, 404, 409, 412, 422, 428),
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
    require(program, "outcome.approve")
    stored = judge(session, case_id, wanted.approve, wanted.note, program, version_of(if_match))
    case = cases.by_id(session, case_id)
    response.headers["ETag"] = etag(case.version)
    return OutcomeAnswer.model_validate(repository.view(stored, case, repository.shown_name(session, stored.who)))
