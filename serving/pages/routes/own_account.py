"""Another password for oneself."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.responses import RedirectResponse, Response

from serving.accounts import administering, service
from serving.errors import problem_of
from serving.pages.asking import InFrame
from serving.pages.contexts.own_account import OwnAccountPage
from serving.pages.languages import words
from serving.pages.look import answer
from serving.pages.refusals import refusal_text
from serving.refusals import WeakPassword, WrongPassword
from serving.security.cookies import clear_session
from serving.security.dependencies import InWriting, SignedIn, checked_form

router = APIRouter(include_in_schema=False)


@router.get("/account")
def own_account(frame: InFrame, user: SignedIn) -> Response:
    """Who one is, and the form."""
    return answer(OwnAccountPage(frame, user.name, service.SHORTEST))


@router.post("/account/password", dependencies=[Depends(checked_form)])
def change_password(
    session: InWriting,
    frame: InFrame,
    user: SignedIn,
    before: Annotated[str, Form(max_length=200)] = "",
    after: Annotated[str, Form(max_length=200)] = "",
    again: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Change it; then one signs in again, everywhere."""
    if after != again:
        said = words(frame.language).gettext("两次输入的新密码不一样，请重新输入。")
        return answer(OwnAccountPage(frame, user.name, service.SHORTEST, said), 422)
    try:
        administering.change_own_password(session, user, before, after)
    except (WrongPassword, WeakPassword) as refusal:
        said = refusal_text(refusal, frame.language)
        return answer(OwnAccountPage(frame, user.name, service.SHORTEST, said), problem_of(refusal).status)
    response = RedirectResponse("/sign-in", 303)
    clear_session(response)
    return response
