"""Scans on disk: a folder that is whole or not there at all, and the pointer CURRENT to the newest."""

import hashlib
import json
import os
import shutil
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from records.home import Home
from serving.refusals import DamagedScan, NoScan

CURRENT = "CURRENT"
MANIFEST = "manifest.json"
TABLES = ("scores", "hits", "hit_payouts", "features")
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
    not_run: dict[str, str]  # rule -> the registry that is missing
    awards: int
    hits: int
    sha256: dict[str, str]

    @property
    def day(self) -> date:
        """The day as of which the scan looks."""
        return date.fromisoformat(self.as_of)


def current_folder(home: Home) -> Path:
    """The folder of the current scan; raises NoScan."""
    pointer = home.scans / CURRENT
    if not pointer.exists():
        raise NoScan(f"Nothing has been scanned in {home.path} yet; run `mingcha scan`.")
    return home.scans / pointer.read_text().strip()


def manifest(folder: Path) -> Manifest:
    """The manifest of a scan; raises DamagedScan."""
    try:
        return Manifest(**json.loads((folder / MANIFEST).read_text()))
    except (OSError, ValueError, TypeError) as error:
        raise DamagedScan(f"The scan in {folder} cannot be read; run `mingcha scan` again.") from error


def new_folder(home: Home) -> Path:
    """An empty folder for the next scan."""
    numbers = [int(folder.name) for folder in home.scans.iterdir() if folder.name.isdigit()]
    pointer = home.scans / CURRENT
    done = int(pointer.read_text()) if pointer.exists() else 0
    folder = home.scans / f"{max([done, *numbers]) + 1:06d}"
    folder.mkdir()
    return folder


def publish(home: Home, folder: Path, found: Manifest) -> None:
    """Make the scan in `folder` the current one, durably: files, manifest, then the pointer."""
    for name in TABLES:
        _sync(folder / f"{name}.parquet")
    _write(folder / MANIFEST, json.dumps(asdict(found), ensure_ascii=False, indent=1))
    _write(home.scans / CURRENT, folder.name)
    numbered = sorted(old for old in home.scans.iterdir() if old.name.isdigit())
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


def _write(file: Path, text: str) -> None:
    part = file.with_suffix(".part")
    part.write_text(text)
    _sync(part)
    os.replace(part, file)
    _sync(file.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
