"""One plain sentence for whatever ended a command or a job; the details of a fault stay with the home's owner."""

import errno
import os
import traceback

from records.errors import MingchaError
from records.home import Home

_FULL = ("No space left on device", "database or disk is full", "disk quota exceeded")


def sentence(error: Exception, home: Home, what: str) -> str:
    """What to say of an error that ended `what`, a command or a job."""
    if isinstance(error, MingchaError):
        return str(error)
    return _of_the_machine(error, what) or _unexpected(error, home, what)


def _unexpected(error: Exception, home: Home, what: str) -> str:
    """Keep the details where only the owner of the home reads them: they may hold personal data."""
    file = home.faults
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as log:
        traceback.print_exception(error, file=log)
    return f"A fault in mingcha ended the {what} ({type(error).__name__}); the details are in {file}. Please report it."


def _of_the_machine(error: Exception, what: str) -> str | None:
    """A plain sentence for what the machine refuses, whichever library ran into it."""
    said = str(error)
    if (isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)) or any(s in said for s in _FULL):
        return f"The disk is full; free some space and run the {what} again. What was there before is unchanged."
    if isinstance(error, PermissionError):
        return f"This user may not read or write {error.filename}; check who owns it."
    return None
