"""GET /v1/identities and POST /v1/identities/{key}/confirm|reject|undo."""

from typing import Annotated

from fastapi import APIRouter, Path

from serving import paging
from serving.api import problems
from serving.audit import log
from serving.identities import service
from serving.identities.schemas import IdentitiesAnswer, IdentityItem, JudgementRequest, UndoRequest
from serving.identities.views import IdentityStanding
from serving.once.route import OnceRoute
from serving.paging import Cursor, Limit
from serving.security.declared import needs
from serving.security.dependencies import InHome, InSession, InWriting, Program, ToWrite

router = APIRouter(tags=["identities"], route_class=OnceRoute)
judging = APIRouter(
    prefix="/v1/identities/{identity_key}",
    route_class=OnceRoute,
    dependencies=[needs("identities.judge")],
    responses=problems(401, 403, 404, 422, 503),
)
IdentityKey = Annotated[str, Path(pattern=r"^\d{1,19}$", description="Key of a damaged identity.")]
_ORDER = "identities"


@router.get(
    "/v1/identities",
    operation_id="listIdentities",
    responses=problems(400, 401, 403, 422, 503),
    dependencies=[needs("identities.read")],
)
def identities(
    home: InHome,
    program: Program,
    session: InSession,
    write: ToWrite,
    standing: IdentityStanding | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> IdentitiesAnswer:
    """Ids that lead to no resident, with the residents they may mean and what speaks for each, by key."""
    after = paging.after(cursor, _ORDER)
    found = service.identities(home, session, program, standing)
    left = [view for view in found if after is None or view.damaged_key > after]
    page, following = paging.page(left[: limit + 1], limit, _ORDER, lambda view: view.damaged_key)
    with write() as own:
        log.write(own, program.name, "identities.read", "identities", lines=len(page))
    return IdentitiesAnswer(
        identities=[IdentityItem.of(view) for view in page], total=len(found), next_cursor=following
    )


@judging.post("/confirm", operation_id="confirmIdentity", responses=problems(409))
def confirm(
    home: InHome, program: Program, session: InWriting, identity_key: IdentityKey, judgement: JudgementRequest
) -> IdentityItem:
    """Say that a damaged identity is a resident; the same again changes nothing. Payouts move with the next scan."""
    view = service.confirm(home, session, int(identity_key), int(judgement.person), program, judgement.reason)
    return IdentityItem.of(view)


@judging.post("/reject", operation_id="rejectIdentity", responses=problems(409))
def reject(
    home: InHome, program: Program, session: InWriting, identity_key: IdentityKey, judgement: JudgementRequest
) -> IdentityItem:
    """Say that a candidate is not the one; the same again changes nothing."""
    view = service.reject(home, session, int(identity_key), int(judgement.person), program, judgement.reason)
    return IdentityItem.of(view)


@judging.post("/undo", operation_id="undoIdentity")
def undo(
    home: InHome, program: Program, session: InWriting, identity_key: IdentityKey, judgement: UndoRequest
) -> IdentityItem:
    """Take back what was decided; where nothing stands, nothing changes. Payouts come back with the next scan."""
    person = int(judgement.person) if judgement.person is not None else None
    service.undo(home, session, int(identity_key), program, judgement.reason, person)
    return IdentityItem.of(service.identity(home, session, int(identity_key), program))


router.include_router(judging)
