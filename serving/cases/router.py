"""GET /v1/cases and /v1/cases/{id}."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from serving.api import etag, problems
from serving.audit import log
from serving.cases import listing
from serving.cases.schemas import CaseAnswer, CaseItem, CaseList
from serving.cases.service import case_detail
from serving.paging import LARGEST, Cursor, Limit
from serving.queue.views import Level, QueueFilter, Status
from serving.security.declared import needs
from serving.security.dependencies import InHome, InSession, Program, ToWrite
from serving.security.policy import may

router = APIRouter(tags=["cases"])
CaseNumber = Annotated[int, Path(ge=1, le=2**31 - 1, description="Number of the case.")]


@router.get(
    "/v1/cases", operation_id="listCases", responses=problems(400, 401, 403, 422), dependencies=[needs("queue.read")]
)
def cases(
    program: Program,
    session: InSession,
    township: Annotated[int | None, Query(ge=0, le=LARGEST, description="Key, as in the queue's facets.")] = None,
    village: Annotated[int | None, Query(ge=0, le=LARGEST, description="Key, as in the queue's facets.")] = None,
    programme: Annotated[str | None, Query(max_length=32, description="Code of a programme.")] = None,
    rule: Annotated[str | None, Query(max_length=64, description="Id of a rule.")] = None,
    level: Level | None = None,
    status: Annotated[Status | None, Query(description="Leave out for all.")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> CaseList:
    """Cases by number, whatever their status, for systems that keep a copy; the queue has them by probability."""
    chosen = QueueFilter(
        township_key=township, village_key=village, programme=programme, rule=rule, level=level, status=status
    )
    found, following = listing.page(session, chosen, program, cursor, limit)
    return CaseList(items=[CaseItem.listed(one) for one in found], next_cursor=following)


@router.get(
    "/v1/cases/{case_id}",
    operation_id="readCase",
    responses=problems(401, 403, 404, 422, 503),
    dependencies=[needs("case.read")],
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
    detail = case_detail(home, session, case_id, program)
    with write() as own:
        log.write(own, program.name, "case.read", f"case:{case_id}")
    # It guards against lost changes and is no cache key: a rescan changes the content under the same version.
    response.headers["ETag"] = etag(detail.version)
    return CaseAnswer.of(detail, may(program, "identities.read"))
