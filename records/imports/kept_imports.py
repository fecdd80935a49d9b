"""What an import did, kept in the manifest of the snapshot it made: both are there, or neither.

Whoever ran it under a name, and was killed before he could say what came of it, finds it again by that name.
"""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from records import warehouse
from records.home import Home
from records.imports.report import FileReport, MatchReport
from records.warehouse import Snapshot


@dataclass(frozen=True)
class KeptImport:
    """What the report of an import is made of, besides what its snapshot says itself."""

    run: str | None
    files: tuple[FileReport, ...]
    matches: MatchReport
    rejects: str | None  # name of the workbook

    def dump(self) -> dict[str, Any]:
        """For the manifest."""
        return asdict(self)


_READ = TypeAdapter(KeptImport)


def of_run(home: Home, run: str) -> tuple[Snapshot, KeptImport] | None:
    """The snapshot that the import of this name made, while it is kept."""
    for snapshot in warehouse.kept(home):
        entry = snapshot.manifest.get("import")
        if entry is not None and entry.get("run") == run:
            return snapshot, _READ.validate_python(entry)
    return None


def workbook(home: Home, kept: KeptImport) -> Path | None:
    """Where its rejected rows are."""
    return home.rejects / kept.rejects if kept.rejects else None
