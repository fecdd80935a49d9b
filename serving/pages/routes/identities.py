"""On the page of a case: say whom a damaged id means, that a candidate is not the one, or take it back."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form
from sqlalchemy.orm import Session
from starlette.responses import Response

from records.home import Home
from serving.accounts.views import User
from serving.errors import problem_of
from serving.identities import service
from serving.pages.asking import IdentityJudge
from serving.pages.languages import words
from serving.pages.routes.looking import OnCase
from serving.refusals import IdentityDecided, NoResident, ReasonMissing, UnknownIdentity
from serving.security.dependencies import ToWrite, checked_form

router = APIRouter(include_in_schema=False)
Action = Literal["confirm", "reject", "undo"]
Key = Annotated[int, Form(ge=-(2**63), lt=2**63)]


@router.post("/cases/{case_id}/identity", dependencies=[Depends(checked_form)])
def judge(
    look: OnCase,
    write: ToWrite,
    user: IdentityJudge,
    identity: Key,
    person: Key,
    action: Annotated[Action, Form()],
    reason: Annotated[str, Form(max_length=service.LONGEST_REASON)] = "",
) -> Response:
    """Decide about one resident; sent twice it is decided once. Only about ids that the case stands on."""
    try:
        if identity not in {found.identity.damaged_key for found in look.detail(user).identities}:
            raise UnknownIdentity("The case does not stand on this identity; open the page again.")
        with write() as own:
            _decide(look.home, own, action, identity, person, user, reason)
    except ReasonMissing as refusal:
        said = words(look.frame.language).gettext("请写明认定的理由，理由会随认定保存。")
        return look.page(user, problem_of(refusal).status, refusal=said)
    except (UnknownIdentity, NoResident, IdentityDecided) as refusal:
        return look.refused(user, refusal)
    return look.back(judged=1)


def _decide(home: Home, session: Session, action: Action, identity: int, person: int, by: User, reason: str) -> None:
    match action:
        case "confirm":
            service.confirm(home, session, identity, person, by, reason)
        case "reject":
            service.reject(home, session, identity, person, by, reason)
        case "undo":
            service.undo(home, session, identity, by, reason, person)
