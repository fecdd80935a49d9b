"""Large lists and their answers, as private files of the home until they are a week old; nobody's page shows them."""

import hashlib
import json
import re
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from records.home import Home
from serving.private_file import private_file
from serving.refusals import CheckGone

DAYS = 7
_NAME = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Kept:
    """A list that waits to be checked: the name of its file, and a digest of what stands in it."""

    name: str
    digest: str


def keep(home: Home, listed: Sequence[Any]) -> Kept:
    """Write a list down; lists and answers whose time is over go."""
    forget(home)
    name, written = secrets.token_hex(16), json.dumps(listed, ensure_ascii=False, separators=(",", ":")).encode()
    with private_file(_list(home, name)) as part:
        part.write_bytes(written)
    return Kept(name, hashlib.sha256(written).hexdigest())


def listed(home: Home, name: str) -> list[Any]:
    """A list that waits. Raises CheckGone."""
    try:
        found: list[Any] = json.loads(_list(home, name).read_bytes())
    except FileNotFoundError:
        raise CheckGone("The list is not kept any more; send it again.") from None
    return found


def write_answer(home: Home, name: str, answer: str) -> None:
    """Write what the check said."""
    with private_file(_answer(home, name)) as part:
        part.write_text(answer, encoding="utf-8")


def answer(home: Home, name: str) -> Path:
    """Where the answer stands. Raises CheckGone."""
    found = _answer(home, name)
    if not found.exists():
        raise CheckGone(f"The answer is kept for {DAYS} days and is gone; send the list again.")
    return found


def drop(home: Home, name: str) -> None:
    """Drop a list, which nothing needs once it is checked."""
    _list(home, name).unlink(missing_ok=True)


def forget(home: Home) -> None:
    """Drop what is older than it is kept for."""
    before = time.time() - DAYS * 24 * 3600
    for file in home.checks.iterdir():
        if file.stat().st_mtime < before:
            file.unlink(missing_ok=True)


def _list(home: Home, name: str) -> Path:
    return home.checks / f"{_named(name)}.list.json"


def _answer(home: Home, name: str) -> Path:
    return home.checks / f"{_named(name)}.answer.json"


def _named(name: str) -> str:
    if not _NAME.fullmatch(name):  # it becomes part of a path
        raise CheckGone("There is no such list.")
    return name
