"""The worker that a server starts beside itself, and starts again when it is killed."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from records.home import Home

GRACE_S = 20.0  # to end after its present step; then it is killed, and its job is taken again
_PAUSE_S = (1.0, 2.0, 5.0, 15.0, 60.0)  # between starts of a worker that ends at once
_LASTING_S = 60.0
log = structlog.get_logger("mingcha.server")


@contextmanager
def worker_beside(home: Home, database_url: str | None) -> Iterator[None]:
    """While this lasts, a worker runs."""
    stop = threading.Event()
    keeper = threading.Thread(target=_keep, args=(home, database_url, stop), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stop.set()
        keeper.join()


def _keep(home: Home, database_url: str | None, stop: threading.Event) -> None:
    failures = 0
    while not stop.is_set():
        begun = time.monotonic()
        with _started(home, database_url) as worker:
            while worker.poll() is None and not stop.wait(0.2):
                pass
            if stop.is_set():
                _end(worker)
                return
        failures = 0 if time.monotonic() - begun > _LASTING_S else failures + 1
        log.warning("the worker ended and is started again", code=worker.returncode)
        stop.wait(_PAUSE_S[min(failures, len(_PAUSE_S) - 1)])


def _started(home: Home, database_url: str | None) -> "subprocess.Popen[bytes]":
    told = {"MINGCHA_HOME": str(home.path), **({"MINGCHA_DATABASE_URL": database_url} if database_url else {})}
    # A session of its own: Ctrl-C reaches the server, which then lets the worker finish its step.
    return subprocess.Popen(
        [sys.executable, "-m", "serving.cli", "worker", "--while-stdin"],
        stdin=subprocess.PIPE,
        start_new_session=True,
        env=os.environ | told,
    )


def _end(worker: "subprocess.Popen[bytes]") -> None:
    assert worker.stdin is not None  # noqa: S101 - it was asked for
    worker.stdin.close()
    try:
        worker.wait(GRACE_S)
    except subprocess.TimeoutExpired:
        worker.kill()
