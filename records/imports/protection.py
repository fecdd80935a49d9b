"""Guards around an import: a full disk is reported plainly, and the garbage collector pauses."""

import errno
import gc
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from records.errors import NoSpace
from records.home import Home


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep the garbage collector from looking for cycles."""
    # Millions of cells and no cycles among them: looking for some takes an eighth of the import.
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@contextmanager
def disk_full_said_plainly(home: Home) -> Iterator[None]:
    """Turn the many ways in which a full disk shows into NoSpace."""
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        full = getattr(error, "errno", None) == errno.ENOSPC or "full" in str(error)
        if not full:
            raise
        raise NoSpace(f"The disk that holds {home.path} is full; free some space and do it again.") from error
