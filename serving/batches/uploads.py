"""Workbooks that came back, kept for the hours between the look at what they bring and taking it."""

import hashlib
import os
import re
import time
from pathlib import Path

from records.home import Home
from serving.private_file import private_file
from serving.refusals import UnreadableReturn

MOST_BYTES = 20_000_000
KEPT_SECONDS = 24 * 3600
_TOKEN = re.compile(r"[0-9a-f]{64}")


def keep(home: Home, content: bytes) -> str:
    """Keep an upload for its owner only; returns the token it is found by. Raises UnreadableReturn."""
    if not content:
        raise UnreadableReturn("No file was sent; choose the filled workbook first.")
    if len(content) > MOST_BYTES:
        raise UnreadableReturn("The file is larger than 20 MB; return the workbook that was handed out, nothing else.")
    folder = _folder(home)
    folder.mkdir(mode=0o700, exist_ok=True)
    _clear(folder)
    token = hashlib.sha256(content).hexdigest()
    with private_file(folder / f"{token}.xlsx") as part:
        part.write_bytes(content)
    return token


def kept(home: Home, token: str) -> Path:
    """The file of an upload. Raises UnreadableReturn where it is gone."""
    file = _folder(home) / f"{token}.xlsx"
    if not _TOKEN.fullmatch(token) or not file.is_file():
        raise UnreadableReturn("The uploaded file is no longer kept; upload it again, which changes nothing twice.")
    return file


def _folder(home: Home) -> Path:
    return home.batches / "returned"


def _clear(folder: Path) -> None:
    """Names stand in them: none stays longer than a day."""
    for file in folder.iterdir():
        if file.stat().st_mtime < time.time() - KEPT_SECONDS:
            os.unlink(file)
