"""Snapshots: folders of Parquet that are whole or not there at all.

A snapshot is written beside the current one; the pointer `CURRENT` is replaced last, in one rename, so that a crash at
any moment leaves the old snapshot in use. Old snapshots stay until `prune`.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from records import clock, registers
from records.contracts import DATED, TABLES
from records.errors import DamagedSnapshot, NoSnapshot
from records.home import Home, sync_folder
from records.registers import Register
from records.table_files import TableFiles

CURRENT = "CURRENT"
MANIFEST = "manifest.json"
KEEP = 3  # snapshots a running scan may still be reading


@dataclass(frozen=True)
class Snapshot:
    """One whole state of the warehouse."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def name(self) -> str:
        """The snapshot's number, as text."""
        return self.folder.name

    @property
    def digest(self) -> str:
        """SHA-256 over the digests of all tables: names the data a model was trained on."""
        tables = self.manifest["tables"]
        return hashlib.sha256("".join(tables[name]["sha256"] for name in sorted(tables)).encode()).hexdigest()

    @property
    def ledger(self) -> list[dict[str, Any]]:
        """Every file ever imported, by number, those since replaced too."""
        return list(self.manifest["ledger"])

    @property
    def rekeyed(self) -> dict[int, int]:
        """Award keys of earlier snapshots -> the key each award has now.

        A register imported later settles the century of a 15-digit id, and the award moves with the person. Entries
        are kept from snapshot to snapshot, so that who skips some still finds all; applying one twice does no harm.
        """
        return {int(old): int(new) for old, new in self.manifest.get("rekeyed", {}).items()}

    @property
    def registers(self) -> dict[str, Register]:
        """The registers that only this county has, by the name of their tables."""
        return registers.load(self.manifest.get("registers", {}))

    @property
    def tables(self) -> dict[str, pa.Schema]:
        """Every table with its columns: those of the contract, and the county's own registers."""
        return TABLES | {name: register.schema for name, register in self.registers.items()}

    @property
    def dated(self) -> dict[str, pa.Schema]:
        """The tables whose rows say when they were known."""
        return {name: schema for name, schema in self.tables.items() if name in DATED or name not in TABLES}

    def parquet(self, table: str) -> Path:
        """The file of one table."""
        return self.folder / f"{table}.parquet"

    def rows(self, table: str) -> int:
        """How many rows a table has; 0 also where nobody handed the registry in."""
        return int(self.manifest["tables"][table]["rows"])

    def read(self, table: str) -> pa.Table:
        """One table, whole."""
        return pq.read_table(self.parquet(table), schema=self.tables[table])

    def check(self, *tables: str) -> None:
        """Compare every table, or those named, with its digest; raises DamagedSnapshot.

        A flipped bit would be scored like a fact.
        """
        for name in tables or self.manifest["tables"]:
            said = self.manifest["tables"][name]
            try:
                with self.parquet(name).open("rb") as handle:
                    found = hashlib.file_digest(handle, "sha256").hexdigest()
            except OSError:
                found = ""
            if found != said["sha256"]:
                raise DamagedSnapshot(
                    f"The table {name} of snapshot {self.name} in {self.folder} is damaged; restore the home from a "
                    "backup, or import all files into a new one."
                )

    def newest_date(self) -> date:
        """The newest date anything in the warehouse carries: the default day of a scan."""
        return date.fromisoformat(self.manifest["newest_date"])


def current(home: Home) -> Snapshot:
    """The snapshot in use; raises NoSnapshot before the first import."""
    pointer = home.warehouse / CURRENT
    if not pointer.exists():
        raise NoSnapshot(f"Nothing has been imported into {home.path} yet; run `mingcha import DIR` first.")
    return _opened(home.warehouse / pointer.read_text().strip())


def kept(home: Home) -> list[Snapshot]:
    """The snapshot in use and those kept beside it, the newest first; none before the first import."""
    pointer = home.warehouse / CURRENT
    newest = pointer.read_text().strip() if pointer.exists() else ""
    # A folder beyond the pointer belongs to an import that is running, or was killed.
    numbered = [folder for folder in home.warehouse.iterdir() if folder.name.isdigit() and folder.name <= newest]
    whole = [folder for folder in numbered if (folder / MANIFEST).exists()]  # clearing old ones away may be cut short
    return [_opened(folder) for folder in sorted(whole, reverse=True)]


def _opened(folder: Path) -> Snapshot:
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
    except (OSError, json.JSONDecodeError) as error:
        raise DamagedSnapshot(
            f"The current snapshot in {folder} cannot be read ({error}); restore a backup or import the files again."
        ) from error
    return Snapshot(folder, manifest)


@dataclass(frozen=True)
class Piece:
    """A part of a snapshot: rows of some tables, and the ledger's entries of the files they come from."""

    tables: Mapping[str, pa.Table]
    ledger: Sequence[dict[str, Any]] = ()


def write(
    home: Home,
    tables: Mapping[str, pa.Table],
    ledger: list[dict[str, Any]],
    rekeyed: Mapping[int, int] | None = None,
    own: Iterable[Register] = (),
    told: Mapping[str, Any] | None = None,
) -> Snapshot:
    """Write all tables as a new snapshot and make it current. Tables not given are written empty.

    `own` are the registers that only this county has; their tables stand beside those of the contract. `told` is what
    the import that makes the snapshot did (see `records.imports.kept_imports`).
    """
    return write_pieces(home, [Piece(tables, ledger)], rekeyed, own, told)


def write_pieces(
    home: Home,
    pieces: Iterable[Piece],
    rekeyed: Mapping[int, int] | None = None,
    own: Iterable[Register] = (),
    told: Mapping[str, Any] | None = None,
) -> Snapshot:
    """Write a snapshot piece by piece, one in memory at a time, and make it current; the rows keep their order."""
    folder = home.warehouse / f"{_last_number(home) + 1:06d}"
    shutil.rmtree(folder, ignore_errors=True)  # left by a run that was killed
    folder.mkdir()
    try:
        manifest = _fill(folder, pieces, rekeyed or {}, {one.name: one for one in own}, told)
        _write_durably(home.warehouse / CURRENT, folder.name)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)  # a full disk should get its space back
        raise
    _prune(home)
    return Snapshot(folder, manifest)


def _fill(
    folder: Path,
    pieces: Iterable[Piece],
    rekeyed: Mapping[int, int],
    own: Mapping[str, Register],
    told: Mapping[str, Any] | None,
) -> dict[str, Any]:
    ledger: list[dict[str, Any]] = []
    with TableFiles(folder, TABLES | {name: one.schema for name, one in own.items()}) as files:
        for piece in pieces:
            files.append(piece.tables)
            ledger += piece.ledger
        tables = files.finish()
    manifest: dict[str, Any] = {
        "tables": tables,
        "ledger": ledger,
        "registers": {name: one.dump() for name, one in own.items()},
        "rekeyed": {str(old): new for old, new in rekeyed.items()},
        "newest_date": (files.newest or clock.today()).isoformat(),
        "import": told,
    }
    _write_durably(folder / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    return manifest


def _write_durably(file: Path, text: str) -> None:
    part = file.with_suffix(".part")
    with part.open("w") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    os.replace(part, file)
    sync_folder(file.parent)


def _last_number(home: Home) -> int:
    pointer = home.warehouse / CURRENT
    return int(pointer.read_text()) if pointer.exists() else 0


def _prune(home: Home) -> None:
    numbered = sorted(folder for folder in home.warehouse.iterdir() if folder.name.isdigit())
    for folder in numbered[:-KEEP]:
        shutil.rmtree(folder)
