"""GET /v1/board."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from records.clock import today
from serving.api import problems
from serving.board import service
from serving.board.schemas import BoardAnswer
from serving.board.views import BoardFilter
from serving.security.declared import needs
from serving.security.dependencies import InDatabase, Program

router = APIRouter(tags=["board"])


@router.get(
    "/v1/board", operation_id="readBoard", responses=problems(401, 403, 422, 503), dependencies=[needs("board.read")]
)
def board(
    program: Program,
    database: InDatabase,
    since: Annotated[date | None, Query(description="First day of visits that count.")] = None,
    until: Annotated[date | None, Query(description="Last day of visits that count.")] = None,
    township: Annotated[int | None, Query(ge=-(2**31), lt=2**31, description="Key, as in the queue's facets.")] = None,
) -> BoardAnswer:
    """What was found and recovered, by month, rule, programme and township; what is due; what the queue may miss."""
    return BoardAnswer.of(service.board(database, BoardFilter(since, until, township), today(), program))
