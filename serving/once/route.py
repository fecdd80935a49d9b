"""The route whose POST takes effect once for each Idempotency-Key.

The receipt is written in the transaction of the change itself, so that a server that dies in between has kept both or
neither. A route that commits on its own, such as a promotion, notes first that it begins: after a break its key is
answered with what is known, never by doing it again.
"""

import hashlib
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile

from serving.api import problems
from serving.database import Database
from serving.once import receipts
from serving.once.receipts import Asked
from serving.refusals import KeyNeeded, RequestRunning
from serving.security import keys
from serving.security.dependencies import key_in, writing_session

HEADER, SHORTEST, LONGEST = "Idempotency-Key", 8, 128
_CHUNK = 1 << 20
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


def idempotency_key(
    idempotency_key: Annotated[
        str | None,
        Header(
            min_length=SHORTEST,
            max_length=LONGEST,
            pattern=r"^[!-~]+$",
            description="Your own name for this request. For a day the same key and request again changes nothing and "
            "is answered as the first time.",
            examples=["2026-05-11-visit-4711"],
        ),
    ] = None,
) -> None:
    """Documents the header; the route reads it itself."""


class OnceRoute(APIRoute):
    """A route for creating POSTs; other methods pass unchanged."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **told: Any) -> None:
        self._creates = "POST" in (told.get("methods") or ())
        if self._creates:
            told["dependencies"] = [*(told.get("dependencies") or ()), Depends(idempotency_key)]
            told["responses"] = {**(told.get("responses") or {}), **problems(409, 422)}
        super().__init__(path, endpoint, **told)

    def get_route_handler(self) -> Handler:
        """The handler, with the receipt around it."""
        handler, commits_alone = super().get_route_handler(), not _writes(self.dependant)
        if not self._creates:
            return handler

        async def once(request: Request) -> Response:
            asked = await _asked(request)
            if asked is None:
                return await handler(request)
            _hold(request, asked)
            database: Database = request.app.state.database
            answered = await run_in_threadpool(_look_up, database, asked, begin=commits_alone)
            if answered is not None:
                return answered
            return await (_alone if commits_alone else _within)(request, handler, asked)

        return once


async def _within(request: Request, handler: Handler, asked: Asked) -> Response:
    """Keep the receipt in the route's own transaction, which is committed after this returns."""
    answer = await handler(request)
    if answer.status_code < 400:
        session: Session = request.state.writing
        await run_in_threadpool(receipts.keep, session, asked, answer)
    return answer


async def _alone(request: Request, handler: Handler, asked: Asked) -> Response:
    """Complete the receipt after a route that commits on its own; where it was refused, its key is free again."""
    database: Database = request.app.state.database
    try:
        answer = await handler(request)
    except Exception:
        await run_in_threadpool(_end, database, asked, None)
        raise
    await run_in_threadpool(_end, database, asked, answer if answer.status_code < 400 else None)
    return answer


def _look_up(database: Database, asked: Asked, *, begin: bool) -> Response | None:
    with database.reading() as session:
        answered = receipts.earlier(session, asked)
    if answered is None and begin:
        with database.writing() as session:
            receipts.begin(session, asked)
    return answered


def _end(database: Database, asked: Asked, answer: Response | None) -> None:
    with database.writing() as session:
        if answer is None:
            receipts.forget(session, asked)
        else:
            receipts.finish(session, asked, answer)


def _hold(request: Request, asked: Asked) -> None:
    """Hold the key until the request's transaction is over. Raises RequestRunning while another one holds it."""
    running: set[tuple[str, str]] = request.app.state.running
    held = (asked.actor, asked.key)
    if held in running:
        raise RequestRunning("A request with this Idempotency-Key is being worked on; ask again shortly.")
    running.add(held)
    # First on the stack, so that it ends after the transactions that come upon it.
    stack: AsyncExitStack = request.scope["fastapi_function_astack"]
    stack.callback(running.discard, held)


async def _asked(request: Request) -> Asked | None:
    """Who asks under which key; None without a key, or where the route will refuse the request anyway."""
    key = request.headers.get(HEADER)
    if key is None or not SHORTEST <= len(key) <= LONGEST:
        return None
    try:
        actor = await run_in_threadpool(_actor, request)
    except KeyNeeded:
        return None
    return Asked(actor, key, await _hash(request))


def _actor(request: Request) -> str:
    database: Database = request.app.state.database
    with database.reading() as session:
        return keys.user_of_key(session, key_in(request)).name


async def _hash(request: Request) -> str:
    """Of everything the request says: the address, the version it is for, the body."""
    said = hashlib.sha256()
    for part in (request.method, request.url.path, request.url.query, request.headers.get("if-match", "")):
        said.update(part.encode() + b"\n")
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        said.update(await request.body())
        return said.hexdigest()
    # A form's boundary is another one each time; its fields are what counts.
    for name, value in (await request.form()).multi_items():
        said.update(f"\n{name}\n".encode())
        if isinstance(value, UploadFile):
            await _add_file(said, value)
        else:
            said.update(value.encode())
    return said.hexdigest()


async def _add_file(said: Any, file: UploadFile) -> None:
    said.update(f"{file.filename}\n".encode())
    while chunk := await file.read(_CHUNK):
        said.update(chunk)
    await file.seek(0)


def _writes(dependant: Dependant) -> bool:
    """Whether the route is given the one transaction in which it writes."""
    return dependant.call is writing_session or any(_writes(inner) for inner in dependant.dependencies)
