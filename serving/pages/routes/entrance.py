"""The front page, signing in and out, and the switch of language."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from serving.accounts import service as accounts
from serving.errors import problem_of
from serving.pages import addresses
from serving.pages.asking import InFrame
from serving.pages.contexts.sign_in import SignInPage
from serving.pages.languages import COOKIE, language_of
from serving.pages.look import answer
from serving.pages.refusals import refusal_text
from serving.refusals import TooManyAttempts, WrongPassword
from serving.security.cookies import COOKIE as SESSION_COOKIE
from serving.security.cookies import clear_session, session_token, set_session
from serving.security.declared import ANYBODY
from serving.security.dependencies import InDatabase, InHome, SignedIn, ToWrite, Visitor, checked_form

router = APIRouter(include_in_schema=False)
FROM_OUR_PAGE = [Depends(checked_form)]


@router.get("/")
def front(frame: InFrame, user: SignedIn) -> Response:
    """To the first page the role may see."""
    if frame.nav:
        return RedirectResponse(frame.nav[0].href, 303)
    return RedirectResponse("/account", 303)


@router.get("/sign-in", dependencies=[ANYBODY])
def sign_in_page(frame: InFrame, user: Visitor, onward: str = "/") -> Response:
    """The form; who is signed in already goes straight on."""
    if user is not None:
        return RedirectResponse(addresses.local(onward), 303)
    return answer(SignInPage(frame, onward=addresses.local(onward)))


@router.post("/sign-in", dependencies=[ANYBODY, *FROM_OUR_PAGE])
def sign_in(
    home: InHome,
    write: ToWrite,
    database: InDatabase,
    frame: InFrame,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    onward: Annotated[str, Form()] = "/",
) -> Response:
    """Sign in and go on to where the visitor wanted to be."""
    try:
        user = accounts.sign_in(database, name.strip(), password)
    except (WrongPassword, TooManyAttempts) as refusal:
        page = SignInPage(frame, name, refusal_text(refusal, frame.language), addresses.local(onward))
        refused = answer(page, problem_of(refusal).status)
        if isinstance(refusal, TooManyAttempts):
            refused.headers["Retry-After"] = str(refusal.seconds)
        return refused
    response = RedirectResponse(addresses.local(onward), 303)
    with write() as session:
        set_session(response, home, accounts.open_session(session, user))
    return response


@router.post("/sign-out", dependencies=[ANYBODY, *FROM_OUR_PAGE])
def sign_out(request: Request, home: InHome, write: ToWrite) -> Response:
    """End the session, here and in the browser."""
    token = session_token(home, request.cookies.get(SESSION_COOKIE))
    if token is not None:
        with write() as session:
            accounts.sign_out(session, token)
    response = RedirectResponse("/sign-in", 303)
    clear_session(response)
    return response


@router.post("/language", dependencies=[ANYBODY])
def change_language(language: Annotated[str, Form()] = "zh", back: Annotated[str, Form()] = "/") -> Response:
    """Keep the language in a cookie. It changes nothing else, so the form carries no token."""
    response = RedirectResponse(addresses.local(back), 303)
    response.set_cookie(COOKIE, language_of(language), max_age=365 * 86400, samesite="lax", httponly=True)
    return response
