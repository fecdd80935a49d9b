"""Scans on disk. The database names the newest: its commit makes scores and cases current in one step.

A folder is written whole and durably before; one that no commit names is nobody's and goes with the old ones.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.home import Home
from serving.refusals import DamagedScan, NoScan
from serving.scan.tables import ScanRecord

MANIFEST = "manifest.json"
TABLES = ("scores", "hits", "silenced_hits", "hit_payouts", "hit_facts", "features", "omissions")
_NEWEST = select(ScanRecord.folder).order_by(ScanRecord.id.desc()).limit(1)
FORMAT = 5  # of the tables; a scan of another release says so instead of being misread
KEEP = 3  # scans that a running server may still be reading


@dataclass(frozen=True)
class Manifest:
    """What a scan rests on, and the SHA-256 of its files."""

    scan: str
    snapshot: str
    as_of: str
    model_version: str
    model_note: str | None
    catalogue_version: str
    ran: dict[str, int]  # rule -> its version
    not_run: dict[str, str]  # rule -> the registry that is missing
    awards: int
    hits: int
    sha256: dict[str, str]
    format: int
    silenced: int  # hits that an earlier clearance silences
    rest_model_version: str | None = None  # what scored the awards off the queue, where the queue was rescored since

    @property
    def day(self) -> date:
        """The day as of which the scan looks."""
        return date.fromisoformat(self.as_of)


def current_folder(session: Session) -> Path:
    """The folder of the scan that the cases of this transaction rest on; raises NoScan."""
    home: Home = session.info["home"]
    newest = session.scalar(_NEWEST)
    if newest is None:
        raise NoScan(f"Nothing has been scanned in {home.path} yet; run `mingcha scan`.")
    return home.scans / newest


def manifest(folder: Path) -> Manifest:
    """The manifest of a scan; raises DamagedScan."""
    try:
        entry = json.loads((folder / MANIFEST).read_text())
        if entry.get("format") != FORMAT:
            raise DamagedScan(f"The scan in {folder} was made by another release; run `mingcha scan` again.")
        return Manifest(**entry)
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise DamagedScan(f"The scan in {folder} cannot be read; run `mingcha scan` again.") from error


def newest_day(session: Session) -> date | None:
    """The day the cases stand at; None before the first scan."""
    return session.scalars(select(ScanRecord.as_of).order_by(ScanRecord.id.desc()).limit(1)).first()


def newest_model(session: Session) -> str | None:
    """The model that scored the cases as they stand; None before the first scan."""
    return session.scalars(select(ScanRecord.model_version).order_by(ScanRecord.id.desc()).limit(1)).first()


def new_folder(session: Session) -> Path:
    """An empty folder for the next scan."""
    home: Home = session.info["home"]
    numbers = [int(folder.name) for folder in home.scans.iterdir() if folder.name.isdigit()]
    recorded = [int(name) for name in session.scalars(select(ScanRecord.folder))]
    folder = home.scans / f"{max([0, *recorded, *numbers]) + 1:06d}"
    folder.mkdir()
    return folder


@contextmanager
def undone_on_failure(folder: Path) -> Iterator[None]:
    """No trace of a folder that was not finished."""
    with ExitStack() as undo:
        undo.callback(shutil.rmtree, folder, ignore_errors=True)
        yield
        undo.pop_all()


def complete(folder: Path, found: Manifest) -> None:
    """Make the scan in `folder` whole and durable: files, then the manifest."""
    for name in TABLES:
        _sync(folder / f"{name}.parquet")
    part = folder / f"{MANIFEST}.part"
    part.write_text(json.dumps(asdict(found), ensure_ascii=False, indent=1))
    _sync(part)
    os.replace(part, folder / MANIFEST)
    _sync(folder)
    _sync(folder.parent)


def prune(current: Path) -> None:
    """Clear old scans away; `current` and the last ones before it stay."""
    numbered = sorted(old for old in current.parent.iterdir() if old.name.isdigit() and old.name <= current.name)
    for old in numbered[:-KEEP]:
        shutil.rmtree(old)


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every table of a scan."""
    found = {}
    for name in TABLES:
        with (folder / f"{name}.parquet").open("rb") as handle:
            found[name] = hashlib.file_digest(handle, "sha256").hexdigest()
    return found


def check(folder: Path) -> None:
    """Raise DamagedScan when a file differs from the manifest."""
    for name, digest in digests(folder).items():
        if manifest(folder).sha256[name] != digest:
            raise DamagedScan(f"The file {name}.parquet in {folder} was changed; run `mingcha scan` again.")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
