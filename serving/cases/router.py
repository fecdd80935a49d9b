"""GET /v1/cases/{id}."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from serving.api import etag, problems
from serving.audit import log
from serving.cases.schemas import CaseAnswer
from serving.cases.service import case_detail
from serving.security.dependencies import InHome, InSession, Program, ToWrite
from serving.security.policy import may, require

router = APIRouter(tags=["cases"])
CaseNumber = Annotated[int, Path(ge=1, le=2**31 - 1, description="Number of the case.")]


@router.get(
    "/v1/cases/{case_id}",
    operation_id="readCase",
    responses=problems(401, 403, 404, 422, 503),
)
def case(
    home: InHome,
    program: Program,
    session: InSession,
    write: ToWrite,
    response: Response,
    case_id: CaseNumber,
) -> CaseAnswer:
    """The case with its evidence. The ETag is what a later change must send as If-Match."""
    require(program, "case.read")
    detail = case_detail(home, session, case_id, program)
    with write() as own:
        log.write(own, program.name, "case.read", f"case:{case_id}")
    # It guards against lost changes and is no cache key: a rescan changes the content under the same version.
    response.headers["ETag"] = etag(detail.version)
    return CaseAnswer.of(detail, may(program, "identities.read"))
