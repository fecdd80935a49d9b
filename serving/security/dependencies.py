"""What a route asks for: the home, a session, the signed-in user, a form that came from our own page."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from records.home import Home
from serving.accounts.views import User


def home_of(request: Request) -> Home:
    """The home this application serves."""
    found: Home = request.app.state.home
    return found


def database_session(request: Request) -> Iterator[Session]:
    """One transaction per request: committed when the route returns, before the answer is sent; else rolled back."""
    raise NotImplementedError
    yield


def visitor(request: Request) -> User | None:
    """Who is signed in by cookie, if anybody."""
    raise NotImplementedError


def signed_in(request: Request) -> User:
    """Who is signed in by cookie; raises SignInNeeded, which pages answer with the way to /sign-in."""
    raise NotImplementedError


def csrf_token(request: Request) -> str:
    """The token to put into a form's hidden field `csrf`; bound to the session (or, before sign-in, to a cookie)."""
    raise NotImplementedError


def checked_form(request: Request) -> None:
    """Refuse a form whose field `csrf` does not belong to this session; raises ForeignForm."""
    raise NotImplementedError


# `scope="function"`: commit before the answer leaves, so that nobody is told of something that was then not stored.
InHome = Annotated[Home, Depends(home_of)]
InSession = Annotated[Session, Depends(database_session, scope="function")]
SignedIn = Annotated[User, Depends(signed_in)]
Visitor = Annotated[User | None, Depends(visitor)]
CsrfToken = Annotated[str, Depends(csrf_token)]
