"""Files sent in: checked, written durably outside of anything that is served, kept until they are imported."""

import hashlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from sqlalchemy import select

from records.home import Home, sync_folder
from serving.imports import archives
from serving.imports.limits import MOST_FILES, check_content, check_name, copy_some
from serving.jobs.tables import Job
from serving.refusals import InvalidUpload, UploadGone

if TYPE_CHECKING:
    from serving.database import Database

KEPT_DAYS = 30  # files of imports that failed or were cancelled, so that one can try again
_FORGOTTEN_S = 3_600  # files that no job names: a request that was cut short
_NAME = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Sent:
    """One file as it comes in."""

    name: str
    content: IO[bytes]


@dataclass(frozen=True)
class Upload:
    """What was put down: where, how many files, and a digest of names and contents."""

    name: str
    files: int
    size: int
    digest: str


def store(home: Home, sent: Iterable[Sent]) -> Upload:
    """Write all files, or none. Zip archives are opened. Raises InvalidUpload, UploadTooLarge."""
    folder = home.uploads / secrets.token_hex(16)
    folder.mkdir(mode=0o700)
    try:
        return _stored(folder, sent)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def folder(home: Home, name: str) -> Path:
    """Where the files of an upload are. Raises UploadGone."""
    found = home.uploads / name
    if not _NAME.fullmatch(name) or not found.is_dir():
        raise UploadGone("The files of this import are no longer kept; send them in again.")
    return found


def clear(home: Home, name: str) -> None:
    """The files are imported: what is in the records need not lie about a second time."""
    if _NAME.fullmatch(name):
        shutil.rmtree(home.uploads / name, ignore_errors=True)


def clear_forgotten(database: "Database") -> None:
    """Remove files that no job waits for any more, and those that a request cut short left behind."""
    now, wanted = time.time(), _wanted(database)
    for found in database.home.uploads.iterdir():
        age = now - found.stat().st_mtime
        if (found.name not in wanted and age > _FORGOTTEN_S) or age > KEPT_DAYS * 86_400:
            shutil.rmtree(found, ignore_errors=True)


def _wanted(database: "Database") -> set[str]:
    with database.reading() as session:
        asked = session.scalars(select(Job.asked).where(Job.kind == "import", Job.state != "done"))
        return {found[0] for text in asked if (found := _NAME.search(text))}


def _stored(folder: Path, sent: Iterable[Sent]) -> Upload:
    files, size, digest = 0, 0, hashlib.sha256()
    for one in archives.opened(sent):
        files += 1
        if files > MOST_FILES:
            raise InvalidUpload(f"More than {MOST_FILES:,} files were sent; send them in several imports.", "too-many")
        name = check_name(one.name)
        place = folder / f"{files:04d}"  # of its own: bureaus give many files the same name
        place.mkdir(mode=0o700)
        written, content = _written(place / name, one.content, size)
        check_content(place / name)
        size += written
        digest.update(f"{name}\n{content}\n".encode())
        sync_folder(place)
    if not files:
        raise InvalidUpload("No file was sent in; choose the bureaus' tables, or a zip of them.", "none")
    sync_folder(folder)
    sync_folder(folder.parent)
    return Upload(folder.name, files, size, digest.hexdigest())


def _written(target: Path, content: IO[bytes], before: int) -> tuple[int, str]:
    with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
        size, digest = copy_some(content, handle, target.name, before)
        handle.flush()
        os.fsync(handle.fileno())
    return size, digest
