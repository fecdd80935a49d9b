"""One row of a register as a fact that can be spoken of: whose it is, and a digest of what it says.

The digest leaves out where the row stands and when it became known, so that the same register handed in again, in
another file or order, still holds the same fact, and a row the bureau corrected is another one.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from records.contracts import REGISTRIES

_WHERE_IT_STANDS = ("source_file", "source_row", "known")


@dataclass(frozen=True)
class RegisterFact:
    """A fact of one register, and the row of the file where it stands now."""

    registry: str
    person_key: int | None  # null: the register does not say whose it is
    digest: str
    file: int
    row: int


def owner(registry: str) -> str:
    """The column that says whose fact it is."""
    return "cadre_key" if registry == "kin" else "person_key"


def columns(registry: str) -> tuple[str, ...]:
    """The columns that are the fact."""
    return tuple(name for name in REGISTRIES[registry].names if name not in _WHERE_IT_STANDS)


def date_columns(registry: str) -> tuple[str, ...]:
    """The dates that a register states itself."""
    return tuple(f.name for f in REGISTRIES[registry] if f.type == pa.date32() and f.name not in ("happened", "known"))


def digest(registry: str, values: dict[str, Any]) -> str:
    """What names a fact's content."""
    said = [registry, *(None if values[name] is None else str(values[name]) for name in columns(registry))]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:32]


def standing_at(source: duckdb.DuckDBPyConnection, registry: str, file: int, row: int) -> tuple[RegisterFact, ...]:
    """The facts in a row of a file; several where sheets of one workbook number their rows alike."""
    return _facts(source, registry, "source_file = $file AND source_row = $row", {"file": file, "row": row})


def of_persons(source: duckdb.DuckDBPyConnection, registry: str, persons: set[int | None]) -> tuple[RegisterFact, ...]:
    """All facts of these persons in a register."""
    known = sorted(key for key in persons if key is not None)
    nobody = f" OR {owner(registry)} IS NULL" if None in persons else ""
    return _facts(source, registry, f"list_contains($persons, {owner(registry)}){nobody}", {"persons": known})


def _facts(
    source: duckdb.DuckDBPyConnection, registry: str, condition: str, parameters: dict[str, Any]
) -> tuple[RegisterFact, ...]:
    names = (*columns(registry), "source_file", "source_row")
    asked = f"SELECT {', '.join(names)} FROM {registry} WHERE {condition} ORDER BY source_file, source_row"
    rows = [dict(zip(names, row, strict=True)) for row in source.execute(asked, parameters).fetchall()]
    return tuple(
        RegisterFact(registry, row[owner(registry)], digest(registry, row), row["source_file"], row["source_row"])
        for row in rows
    )
