"""Counts every request, outside of everything else: also those that were refused, and those that failed."""

import time
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serving.envelope import method_of
from serving.metrics.figures import Figures


class Counting:
    """A layer around the application."""

    def __init__(self, app: ASGIApp, figures: Figures) -> None:
        self._app, self._figures = app, figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and count how it ended."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        self._figures.running.inc()
        try:
            await self._app(scope, receive, watched)
        finally:
            self._figures.running.dec()
            method, route = method_of(scope), _template(scope)
            self._figures.requests.labels(method, route, str(status)).inc()
            self._figures.seconds.labels(method, route).observe(time.perf_counter() - began)


def _template(scope: Scope) -> str:
    """The route as we wrote it; an address may hold whatever somebody typed."""
    route: Any = scope.get("route")
    return getattr(route, "path", None) or "none"
