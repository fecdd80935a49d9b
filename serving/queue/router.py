"""GET /v1/queue, POST /v1/queue/assignments."""

from typing import Annotated

from fastapi import APIRouter, Query

from serving.api import problems
from serving.once.route import OnceRoute
from serving.paging import LARGEST, Cursor, Limit
from serving.queue.assigning import assign
from serving.queue.schemas import AssignmentAnswer, AssignmentRequest, QueueAnswer
from serving.queue.service import queue_page
from serving.queue.views import Age, Level, QueueFilter, Sort, Status
from serving.security.declared import needs
from serving.security.dependencies import InSession, InWriting, Program

router = APIRouter(tags=["queue"], route_class=OnceRoute)


@router.get(
    "/v1/queue", operation_id="listQueue", responses=problems(400, 401, 403, 422), dependencies=[needs("queue.read")]
)
def queue(
    program: Program,
    session: InSession,
    township: Annotated[int | None, Query(ge=0, le=LARGEST, description="Key from the facet `township`.")] = None,
    village: Annotated[int | None, Query(ge=0, le=LARGEST, description="Key from the facet `village`.")] = None,
    programme: Annotated[str | None, Query(max_length=32, description="Code of a programme.")] = None,
    rule: Annotated[str | None, Query(max_length=64, description="Id of a rule.")] = None,
    level: Level | None = None,
    status: Annotated[Status | None, Query(description="Leave out for open ones; `any_status=true` for all.")] = "open",
    any_status: bool = False,
    assignee: Annotated[str | None, Query(max_length=64, description="Sign-in name; `@nobody`: free cases.")] = None,
    age: Annotated[Age | None, Query(description="On the queue up to 7, 30 or 90 days, or longer.")] = None,
    sort: Sort = "probability",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> QueueAnswer:
    """The prioritised queue, best first. Beneficiaries stand in it by key; no names, no ids."""
    chosen = QueueFilter(
        township_key=township,
        village_key=village,
        programme=programme,
        rule=rule,
        level=level,
        status=None if any_status else status,
        assignee=assignee,
        age=age,
        sort=sort,
    )
    return QueueAnswer.of(queue_page(session, chosen, program, cursor, limit))


@router.post(
    "/v1/queue/assignments",
    operation_id="assignCases",
    responses=problems(401, 403, 422),
    status_code=200,
    dependencies=[needs("case.assign")],
)
def assignments(program: Program, session: InWriting, wanted: AssignmentRequest) -> AssignmentAnswer:
    """Give open cases to one user, or to nobody, all in one transaction. Sent again it changes nothing more."""
    return AssignmentAnswer(changed=assign(session, wanted.cases, wanted.assignee, program))
