"""What a route asks for: the home, a session, the signed-in user, a form that came from our own page."""

import hmac
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.orm import Session

from records.home import Home
from serving.accounts import service as accounts
from serving.accounts.views import User
from serving.database import Database
from serving.refusals import ForeignForm, SignInNeeded
from serving.security import keys
from serving.security.cookies import COOKIE, form_token, session_token

Write = Callable[[], AbstractContextManager[Session]]
_BEARER = HTTPBearer(auto_error=False, description="An API key, made with `mingcha key add`.")
_HEADER = APIKeyHeader(name="X-API-Key", auto_error=False, description="The same key in a header of its own.")


async def home_of(request: Request) -> Home:
    """The home this application serves."""
    found: Home = request.app.state.home
    return found


async def database_of(request: Request) -> Database:
    """The application database."""
    found: Database = request.app.state.database
    return found


def database_session(request: Request) -> Iterator[Session]:
    """A transaction that reads; rolled back when the route returns."""
    database: Database = request.app.state.database
    with database.reading() as session:
        yield session


def writing_session(request: Request) -> Iterator[Session]:
    """One transaction that may write: committed when the route returns, before the answer is sent; else rolled back."""
    database: Database = request.app.state.database
    with database.writing() as session:
        request.state.writing = session  # where a receipt for an Idempotency-Key belongs
        yield session


InHome = Annotated[Home, Depends(home_of)]
# `scope="function"`: commit before the answer leaves, so that nobody is told of something that was then not stored.
InSession = Annotated[Session, Depends(database_session, scope="function")]
InWriting = Annotated[Session, Depends(writing_session, scope="function")]


def write_lock(request: Request, session: InSession) -> Write:
    """Begins a short transaction that may write, in a route that mostly reads.

    What was read before is let go: a request never holds two connections, and what it reads afterwards is new.
    """
    database: Database = request.app.state.database

    def begin() -> AbstractContextManager[Session]:
        session.rollback()
        return database.writing()

    return begin


def visitor(request: Request, home: InHome, session: InSession) -> User | None:
    """Who is signed in by cookie, if anybody."""
    token = session_token(home, request.cookies.get(COOKIE))
    return None if token is None else accounts.user_of_session(session, token)


Visitor = Annotated[User | None, Depends(visitor)]


def signed_in(user: Visitor) -> User:
    """Who is signed in by cookie; raises SignInNeeded, which pages answer with the way to /sign-in."""
    if user is None:
        raise SignInNeeded("Sign in first.")
    return user


def csrf_token(request: Request, home: InHome) -> str:
    """The token to put into a form's hidden field `csrf`; bound to the session."""
    return form_token(home, session_token(home, request.cookies.get(COOKIE)))


async def checked_form(request: Request, home: InHome) -> None:
    """Refuse a form that does not come from a page of this session; raises ForeignForm."""
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise ForeignForm("The form was sent from another site; open the page here and send it again.")
    sent = (await request.form()).get("csrf")
    expected = form_token(home, session_token(home, request.cookies.get(COOKIE)))
    if not isinstance(sent, str) or not hmac.compare_digest(sent.encode(), expected.encode()):
        raise ForeignForm("The form is too old or from another session; open the page again and send it once more.")


async def sent_key(
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)],
    header: Annotated[str | None, Depends(_HEADER)],
) -> str | None:
    """The API key in the request, whichever way it came."""
    return bearer.credentials if bearer is not None else header


def key_in(request: Request) -> str | None:
    """The same, where there are no dependencies."""
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    return credentials.strip() if scheme.lower() == "bearer" else request.headers.get("x-api-key")


SentKey = Annotated[str | None, Depends(sent_key)]


def program(request: Request, key: SentKey) -> User:
    """The program that calls the API, by its key; raises KeyNeeded."""
    database: Database = request.app.state.database
    with database.reading() as session:
        return keys.user_of_key(session, key)


SignedIn = Annotated[User, Depends(signed_in)]
InDatabase = Annotated[Database, Depends(database_of)]
ToWrite = Annotated[Write, Depends(write_lock)]
CsrfToken = Annotated[str, Depends(csrf_token)]
Program = Annotated[User, Depends(program)]
