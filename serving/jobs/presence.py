"""Whether a worker is still there: it holds a lock that the kernel frees even after kill -9."""

import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from records.errors import HomeBusy
from records.home import Home


def new_name() -> str:
    """A name for a worker that no other has: machine, process, chance."""
    return f"{socket.gethostname()[:32]}-{os.getpid()}-{secrets.token_hex(4)}"


@contextmanager
def present(home: Home, name: str) -> Iterator[None]:
    """While this lasts, the worker of that name counts as there."""
    try:
        with home.lock(f"worker-{name}"):
            yield
    finally:
        _file(home, name).unlink(missing_ok=True)


def gone(home: Home, name: str) -> bool:
    """Whether the worker was killed. False where nobody can tell, as on another machine: there its lease must end."""
    if not name or not _file(home, name).exists():
        return False
    try:
        with home.lock(f"worker-{name}"):
            pass
    except HomeBusy:
        return False
    return True


def clear_gone(home: Home) -> None:
    """Remove the locks of workers that were killed; when no job is theirs any more."""
    for file in home.path.glob("worker-*.lock"):
        name = file.name.removeprefix("worker-").removesuffix(".lock")
        if gone(home, name):
            file.unlink(missing_ok=True)


def _file(home: Home, name: str) -> Path:
    return home.path / f"worker-{name}.lock"
