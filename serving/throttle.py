"""A limit for every API key, so that one runaway program cannot take the service from all others.

A bucket of tokens for each key, in this process: two servers side by side allow twice as much. The limits are
MINGCHA_REQUESTS_PER_SECOND and MINGCHA_REQUESTS_BURST.
"""

import hashlib
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from serving.errors import PROBLEMS, problem_response
from serving.refusals import TooManyRequests
from serving.security.dependencies import key_in

KNOWN = 10_000  # keys remembered; whoever sends made-up ones pushes out only his own


@dataclass
class _Bucket:
    left: float
    at: float


class Buckets:
    """Tokens of every key; `rate` come back a second, up to `burst`."""

    def __init__(self, rate: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._buckets: OrderedDict[bytes, _Bucket] = OrderedDict()

    def wait(self, key: bytes) -> float:
        """Take a token and return 0, or the seconds until there is one."""
        now = self._clock()
        bucket = self._buckets.setdefault(key, _Bucket(self._burst, now))
        self._buckets.move_to_end(key)
        if len(self._buckets) > KNOWN:
            self._buckets.popitem(last=False)
        bucket.left = min(self._burst, bucket.left + (now - bucket.at) * self._rate)
        bucket.at = now
        if bucket.left < 1:
            return (1 - bucket.left) / self._rate
        bucket.left -= 1
        return 0


class Throttle:
    """Answers 429 with Retry-After where a key asks too often."""

    def __init__(self, app: ASGIApp, rate: float, burst: int) -> None:
        self._app, self._buckets = app, Buckets(rate, burst)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or not."""
        if scope["type"] != "http" or not scope["path"].startswith("/v1"):
            await self._app(scope, receive, send)
            return
        key = hashlib.sha256((key_in(Request(scope)) or "").encode()).digest()  # no key is kept in memory
        wait = self._buckets.wait(key)
        if not wait:
            await self._app(scope, receive, send)
            return
        seconds = math.ceil(wait)
        answer = problem_response(
            PROBLEMS[TooManyRequests], f"This key asks more often than it may; ask again in {seconds} s."
        )
        answer.headers["Retry-After"] = str(seconds)
        await answer(scope, receive, send)
