"""GET /v1/corrections and POST /v1/corrections/{number}/withdraw."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from serving import paging
from serving.api import problems
from serving.audit import log
from serving.corrections import listing, service
from serving.corrections.schemas import CorrectionItem, CorrectionList, WithdrawalRequest
from serving.corrections.views import State
from serving.once.route import OnceRoute
from serving.paging import Cursor, Limit
from serving.security.declared import needs
from serving.security.dependencies import InSession, InWriting, Program, ToWrite

router = APIRouter(tags=["corrections"], route_class=OnceRoute)
Number = Annotated[int, Path(ge=1, le=2**31 - 1, description="Number of the correction.")]


@router.get(
    "/v1/corrections",
    operation_id="listCorrections",
    responses=problems(400, 401, 403, 422),
    dependencies=[needs("corrections.read")],
)
def corrections(
    program: Program,
    session: InSession,
    write: ToWrite,
    registry: Annotated[str | None, Query(max_length=32, description="A register, such as `vehicle`.")] = None,
    state: State | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> CorrectionList:
    """What visits found to be wrong in registers, for the bureaus that own them; that it was read is logged."""
    behind = paging.after(cursor, "corrections") or 0
    seen = listing.corrections(session, program, registry, state)
    found = [view for view in seen if view.number > behind]
    page, following = paging.page(found, limit, "corrections", lambda view: view.number)
    with write() as own:  # their notes may name people
        log.write(own, program.name, "corrections.read", "corrections", lines=len(page))
    return CorrectionList(corrections=[CorrectionItem.of(view) for view in page], next_cursor=following)


@router.post(
    "/v1/corrections/{number}/withdraw",
    operation_id="withdrawCorrection",
    responses=problems(401, 403, 404, 422),
    dependencies=[needs("outcome.record")],
)
def withdraw(program: Program, session: InWriting, number: Number, withdrawal: WithdrawalRequest) -> CorrectionItem:
    """The correction was a mistake: from today on the register counts as it stands. It is kept, with the reason."""
    service.withdraw(session, number, withdrawal.why, program)
    return next(CorrectionItem.of(view) for view in listing.corrections(session, program) if view.number == number)
