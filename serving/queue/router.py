"""GET /v1/queue."""

from typing import Annotated

from fastapi import APIRouter, Query

from serving.api import problems
from serving.queue.schemas import QueueAnswer
from serving.queue.service import queue_page
from serving.queue.views import Level, QueueFilter, Sort, Status
from serving.security.dependencies import InSession, Program
from serving.security.policy import require

router = APIRouter(tags=["queue"])


@router.get("/v1/queue", operation_id="listQueue", responses=problems(400, 401, 403, 422))
def queue(
    program: Program,
    session: InSession,
    township: Annotated[int | None, Query(description="Key from the facet `township`.")] = None,
    village: Annotated[int | None, Query(description="Key from the facet `village`.")] = None,
    programme: Annotated[str | None, Query(max_length=32, description="Code of a programme.")] = None,
    rule: Annotated[str | None, Query(max_length=64, description="Id of a rule.")] = None,
    level: Level | None = None,
    status: Annotated[Status | None, Query(description="Leave out for open ones; `any_status=true` for all.")] = "open",
    any_status: bool = False,
    sort: Sort = "probability",
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> QueueAnswer:
    """The prioritised queue, best first. Beneficiaries stand in it by key; no names, no ids."""
    require(program, "queue.read")
    chosen = QueueFilter(
        township_key=township,
        village_key=village,
        programme=programme,
        rule=rule,
        level=level,
        status=None if any_status else status,
        sort=sort,
    )
    return QueueAnswer.of(queue_page(session, chosen, cursor, limit))
