"""A job as server-sent events: each change once, until it is over."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import StreamingResponse

from serving.database import Database
from serving.jobs import repository
from serving.jobs.views import JobView

LOOK_S = 0.5
QUIET_S = 15.0  # a comment at least so often, or what stands between may close the connection
LONGEST_S = 1_800.0  # then the follower asks anew, which a browser does by itself
HEADERS = {"X-Accel-Buffering": "no", "Cache-Control": "no-store"}


def stream(
    request: Request, database: Database, number: int, shown: Callable[[JobView], dict[str, Any]]
) -> StreamingResponse:
    """The answer; `shown` is what an event says of the job."""
    return StreamingResponse(_events(request, database, number, shown), media_type="text/event-stream", headers=HEADERS)


async def _events(
    request: Request, database: Database, number: int, shown: Callable[[JobView], dict[str, Any]]
) -> AsyncIterator[str]:
    known = _last_seen(request)
    begun = quiet_since = time.monotonic()
    yield "retry: 2000\n\n"
    while time.monotonic() - begun < LONGEST_S and not await request.is_disconnected():
        view = await run_in_threadpool(_look, database, number)
        if view.version != known or view.over:
            known, quiet_since = view.version, time.monotonic()
            yield _event("end" if view.over else "progress", view.version, shown(view))
        if view.over:
            return
        if time.monotonic() - quiet_since > QUIET_S:
            quiet_since = time.monotonic()
            yield ": still here\n\n"
        await asyncio.sleep(LOOK_S)


def _look(database: Database, number: int) -> JobView:
    with database.reading() as session:
        return repository.view(repository.by_id(session, number))


def _last_seen(request: Request) -> int | None:
    said = request.headers.get("last-event-id", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None


def _event(name: str, version: int, told: dict[str, Any]) -> str:
    return f"event: {name}\nid: {version}\ndata: {json.dumps(told, ensure_ascii=False)}\n\n"
