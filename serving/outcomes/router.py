"""POST /v1/cases/{id}/outcomes and /v1/cases/{id}/approval."""

import hashlib
from typing import Annotated

from fastapi import APIRouter, Header, Response
from sqlalchemy.orm import Session

from serving.accounts.views import User
from serving.api import etag, problems, version_of
from serving.cases import repository as cases
from serving.cases.router import CaseNumber
from serving.clock import now
from serving.outcomes import repository
from serving.outcomes.four_eyes import judge
from serving.outcomes.schemas import ApprovalRequest, OutcomeAnswer, OutcomeRequest
from serving.outcomes.service import record
from serving.refusals import RequestReused
from serving.security.dependencies import InWriting, Program
from serving.security.policy import require
from serving.security.tables import Receipt

router = APIRouter(tags=["cases"])


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
    idempotency_key: Annotated[
        str | None, Header(min_length=8, max_length=128, description="The same key and request again changes nothing.")
    ] = None,
) -> OutcomeAnswer:
    """Record what the visit found and close the case."""
    require(program, "outcome.record")
    version = version_of(if_match)
    request_hash = hashlib.sha256(f"{case_id}\n{version}\n{outcome.model_dump_json()}".encode()).hexdigest()
    answer = _earlier(session, program, idempotency_key, request_hash)
    if answer is None:
        answer = OutcomeAnswer.model_validate(record(session, case_id, outcome.form(), program, version))
        _keep(session, program, idempotency_key, request_hash, answer)
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


def _earlier(session: Session, program: User, key: str | None, request_hash: str) -> OutcomeAnswer | None:
    """The answer given to the same request before; raises RequestReused when the key came with another one."""
    receipt = session.get(Receipt, (program.name, key)) if key is not None else None
    if receipt is None:
        return None
    if receipt.request_hash != request_hash:
        raise RequestReused("This Idempotency-Key came with another request before; make a new key for a new request.")
    return OutcomeAnswer.model_validate_json(receipt.answer)


def _keep(session: Session, program: User, key: str | None, request_hash: str, answer: OutcomeAnswer) -> None:
    if key is not None:
        stored = answer.model_dump_json()
        session.add(Receipt(actor=program.name, key=key, request_hash=request_hash, answer=stored, created=now()))
