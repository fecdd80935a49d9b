"""304 where nothing has changed: answers of the API get a weak ETag from their content.

The work is done all the same, and the look logged; what is saved is the way, which on a phone in a village is the
slow part. What carries a version of its own as ETag is left alone: a version says nothing of what a new scan changed.
"""

import hashlib
from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_OF_CONTENT = ("content-length", "content-type")


class Unchanged:
    """Tags whole JSON answers to GET; streams pass untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; hold a JSON answer back until it is whole."""
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith("/v1"):
            await self._app(scope, receive, send)
            return
        start: Message | None = None
        body = bytearray()

        async def tagged(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _taggable(message):
                start = message
                return
            if start is None:
                await send(message)
                return
            body.extend(message.get("body", b""))
            if not message.get("more_body", False):
                await _answer(start, bytes(body), Headers(scope=scope).getlist("if-none-match"), send)

        await self._app(scope, receive, tagged)


def _taggable(message: Message) -> bool:
    headers = Headers(raw=message["headers"])
    return message["status"] == 200 and headers.get("content-type") == "application/json" and "etag" not in headers


async def _answer(start: Message, body: bytes, known: Iterable[str], send: Send) -> None:
    tag = f'"c{hashlib.sha256(body).hexdigest()[:20]}"'
    headers = MutableHeaders(raw=list(start["headers"]))
    headers["ETag"] = f"W/{tag}"
    told = {each.strip().removeprefix("W/") for line in known for each in line.split(",")}
    if tag in told:
        for name in _OF_CONTENT:
            del headers[name]
        start, body = {**start, "status": 304}, b""
    await send({**start, "headers": headers.raw})
    await send({"type": "http.response.body", "body": body})
