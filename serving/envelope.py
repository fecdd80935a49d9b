"""What every response gets: a request id, security headers for browsers, a line in the log."""

import re
import secrets
import time
from typing import Any

import structlog
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger("mingcha.requests")
_POLICY = (
    "default-src 'self'; img-src 'self' data:; script-src 'self'; style-src 'self'{inline}; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
PAGES, DOCS = _POLICY.format(inline=""), _POLICY.format(inline=" 'unsafe-inline'")
_KEEPABLE = ("/static/", "/docs/assets/")  # nobody's data
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class Envelope:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and dress the answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500
        scope["request_id"] = _request_id(scope)

        async def dressed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _dress(MutableHeaders(scope=message), scope)
            await send(message)

        # Whatever is written to the log on the way carries the id, also by who knows nothing of requests.
        with structlog.contextvars.bound_contextvars(request_id=scope["request_id"]):
            try:
                await self._app(scope, receive, dressed)
            finally:
                _log(scope, status, time.perf_counter() - began)


def _request_id(scope: Scope) -> str:
    given = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
    # Only a plain token is taken over: it ends in our log.
    return given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)


def _dress(headers: MutableHeaders, scope: Scope) -> None:
    headers["X-Request-ID"] = scope["request_id"]
    headers["X-Content-Type-Options"] = "nosniff"
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("X-Frame-Options", "DENY")
    headers.setdefault("Content-Security-Policy", DOCS if scope["path"].startswith("/docs") else PAGES)
    if not scope["path"].startswith(_KEEPABLE):
        headers.setdefault("Cache-Control", "no-store")


def method_of(scope: Scope) -> str:
    """The method, where it is one: anything else would be a word of the caller's own making."""
    return scope["method"] if scope["method"] in _METHODS else "other"


def _log(scope: Scope, status: int, seconds: float) -> None:
    # The route's template, never the address or the body: those hold what people looked for.
    route: Any = scope.get("route")
    path = getattr(route, "path", None) or "unknown"
    log.info(
        "request",
        method=method_of(scope),
        route=path,
        status=status,
        ms=round(seconds * 1000, 1),
        request_id=scope["request_id"],
    )
