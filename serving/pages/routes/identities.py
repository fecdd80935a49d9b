"""On the page of a case: say whom a damaged id means, that a candidate is not the one, or take it back."""

from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from records.home import Home
from serving.accounts.views import User
from serving.cases.service import case_detail
from serving.errors import problem_of
from serving.identities import service
from serving.pages import addresses
from serving.pages.asking import IdentityJudge, InFrame
from serving.pages.contexts.case import case_page
from serving.pages.languages import words
from serving.pages.look import answer
from serving.pages.refusals import refusal_text
from serving.pages.routes.looking import shown_of, visit_of
from serving.refusals import IdentityDecided, NoResident, ReasonMissing, UnknownIdentity
from serving.security.dependencies import InHome, InSession, ToWrite, checked_form

router = APIRouter(include_in_schema=False)
Action = Literal["confirm", "reject", "undo"]
Key = Annotated[int, Form(ge=-(2**63), lt=2**63)]


@router.post("/cases/{case_id}/identity", dependencies=[Depends(checked_form)])
def judge(
    request: Request,
    case_id: int,
    home: InHome,
    session: InSession,
    write: ToWrite,
    frame: InFrame,
    user: IdentityJudge,
    identity: Key,
    person: Key,
    action: Annotated[Action, Form()],
    reason: Annotated[str, Form(max_length=service.LONGEST_REASON)] = "",
) -> Response:
    """Decide about one resident; sent twice it is decided once. Only about ids that the case stands on."""
    detail = case_detail(home, session, case_id, user)
    try:
        if identity not in {found.identity.damaged_key for found in detail.identities}:
            raise UnknownIdentity("The case does not stand on this identity; open the page again.")
        with write() as own:
            _decide(home, own, action, identity, person, user, reason)
    except (UnknownIdentity, NoResident, IdentityDecided, ReasonMissing) as refusal:
        said = refusal_text(refusal, frame.language)
        if isinstance(refusal, ReasonMissing):
            said = words(frame.language).gettext("请写明认定的理由，理由会随认定保存。")
        fresh = case_detail(home, session, case_id, user)
        visit = replace(visit_of(request, user), refusal=said)
        return answer(case_page(frame, fresh, shown_of(home, fresh), visit), problem_of(refusal).status, script=True)
    query = addresses.query_of(addresses.chosen_of(request.query_params))
    return RedirectResponse(f"/cases/{case_id}{query}{'&' if query else '?'}judged=1", 303)


def _decide(home: Home, session: Session, action: Action, identity: int, person: int, by: User, reason: str) -> None:
    match action:
        case "confirm":
            service.confirm(home, session, identity, person, by, reason)
        case "reject":
            service.reject(home, session, identity, person, by, reason)
        case "undo":
            service.undo(home, session, identity, by, reason, person)
