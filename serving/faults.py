"""One plain sentence for whatever ended a command or a job; the details of a fault stay with the home's owner."""

import errno
import os
import shutil
import traceback

from sqlalchemy.exc import OperationalError

from records.errors import MingchaError
from records.home import Home

_FULL = ("No space left on device", "database or disk is full", "disk quota exceeded")
# What SQLite says where a disk is so full that it cannot make a file beside the database; of other faults as well.
_NO_FILE_BESIDE = ("disk I/O error", "unable to open database file")
_HARDLY_FREE = 1 << 20  # bytes


def sentence(error: Exception, home: Home, what: str) -> str:
    """What to say of an error that ended `what`, a command or a job."""
    if isinstance(error, MingchaError):
        return str(error)
    return of_the_machine(error, home, what) or _unexpected(error, home, what)


def of_the_machine(error: Exception, home: Home, what: str) -> str | None:
    """A plain sentence for what the machine refuses, whichever library ran into it; None of any other error."""
    said, number = str(error), error.errno if isinstance(error, OSError) else None
    full = number in (errno.ENOSPC, errno.EDQUOT) or any(words in said for words in _FULL)
    if full or (any(words in said for words in _NO_FILE_BESIDE) and _hardly_free(home)):
        return f"The disk is full; free some space and run the {what} again. What was there before is unchanged."
    if number == errno.EROFS or "readonly database" in said:
        return f"{home.path} can be read but not written; make it writable, or name another folder in MINGCHA_HOME."
    if isinstance(error, PermissionError):
        return f"This user may not read or write {error.filename}; check who owns it."
    if (
        isinstance(error, OperationalError)
        and type(error.orig).__module__.startswith("psycopg")
        and not error.statement
    ):
        return "The database that MINGCHA_DATABASE_URL names does not let mingcha in; start it, or correct the address."
    return None


def _hardly_free(home: Home) -> bool:
    return home.path.exists() and shutil.disk_usage(home.path).free < _HARDLY_FREE


def _unexpected(error: Exception, home: Home, what: str) -> str:
    """Keep the details where only the owner of the home reads them: they may hold personal data."""
    told = f"A fault in mingcha ended the {what} ({type(error).__name__})"
    try:
        file = home.faults
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as log:
            traceback.print_exception(error, file=log)
    except OSError as unkept:
        return f"{told}, and its details could not be kept ({unkept.strerror}). Please report it."
    return f"{told}; the details are in {file}. Please report it."
