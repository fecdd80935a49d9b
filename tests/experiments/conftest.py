"""Small counties, written once, and a way to read their files that owes nothing to the import."""

import csv
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from experiments.county import County, draw, write


@dataclass(frozen=True)
class Read:
    """A file as found on disk: its sheets with all their rows, and how a CSV was encoded."""

    sheets: dict[str, list[list[Any]]]
    encoding: str | None = None

    @property
    def cells(self) -> list[Any]:
        return [cell for rows in self.sheets.values() for row in rows for cell in row]


def read(path: Path) -> Read:
    if path.suffix == ".xlsx":
        book = CalamineWorkbook.from_path(str(path))
        return Read({name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names})
    raw = path.read_bytes()
    for encoding in ("utf-8-sig" if raw.startswith(b"\xef\xbb\xbf") else "utf-8", "gb18030"):
        try:
            return Read({"": list(csv.reader(raw.decode(encoding).splitlines()))}, encoding)
        except UnicodeDecodeError:
            continue
    raise AssertionError(f"{path} is in no encoding that bureaus use")


def small(folder: Path, seed: int = 3, people: int = 300, **changes: Any) -> County:
    """A county with one batch, which is written in half a second; `changes` go into the style of the seed."""
    return write(folder, people, seed, style=replace(draw(seed), **{"batches": 1, **changes}))


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    """2,000 people in the style of their seed."""
    return write(tmp_path_factory.mktemp("county"), 2000, seed=5)


@pytest.fixture(scope="session")
def files(county: County) -> dict[Path, Read]:
    return {path: read(path) for path in sorted(county.folder.rglob("*.*"))}
