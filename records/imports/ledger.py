"""The ledger: every file ever imported, with what became of it. It stands in the snapshot's manifest."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal

Status = Literal["current", "replaced"]


@dataclass(frozen=True)
class SheetRows:
    """One sheet with records: its name (empty for delimited text), its first and last accepted row, 1-based."""

    name: str
    first: int
    last: int


@dataclass(frozen=True)
class LedgerFile:
    """One imported file. Its content is named by digest; its rows carry `number` as source_file."""

    number: int
    digest: str  # SHA-256 of the bytes
    name: str
    kind: str  # kinds of its sheets, joined by +
    programmes: tuple[str, ...]
    bureau: str | None
    year: int | None
    imported_at: str  # ISO, UTC
    status: Status = "current"
    replaced_by: int | None = None
    superseded: int = 0  # rows of it that later files brought anew
    read: int = 0
    accepted: int = 0
    rejected: int = 0
    titles: int = 0
    totals: int = 0
    sheets: tuple[SheetRows, ...] = ()  # empty in entries of files imported before sheets were kept

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of its sheets."""
        return tuple(self.kind.split("+"))

    def sheet_of(self, row: int) -> str:
        """The sheet that a `source_row` of this file stands in, for papers that lead back to the bureau's workbook.

        Rows are numbered sheet by sheet, so that several sheets may have such a row; then all are named, joined by 、.
        Empty for delimited text.
        """
        return "、".join(sheet.name for sheet in self.sheets if sheet.first <= row <= sheet.last)


def load(entries: Sequence[dict[str, Any]]) -> list[LedgerFile]:
    """The ledger from a manifest."""
    known = {field.name for field in fields(LedgerFile)}
    plain = ({key: value for key, value in entry.items() if key in known} for entry in entries)
    return [LedgerFile(**entry | _tuples(entry)) for entry in plain]


def _tuples(entry: dict[str, Any]) -> dict[str, Any]:
    sheets = tuple(SheetRows(**sheet) for sheet in entry.get("sheets", ()))
    return {"programmes": tuple(entry["programmes"]), "sheets": sheets}


def dump(ledger: Sequence[LedgerFile]) -> list[dict[str, Any]]:
    """The ledger for a manifest."""
    return [asdict(entry) for entry in ledger]


def replaced(ledger: Sequence[LedgerFile], by: dict[int, int], superseded: dict[int, int]) -> list[LedgerFile]:
    """The ledger with files marked as replaced (number -> by which), and rows superseded (number -> how many)."""
    marked = [
        replace(entry, status="replaced", replaced_by=by[entry.number]) if entry.number in by else entry
        for entry in ledger
    ]
    return [replace(entry, superseded=entry.superseded + superseded.get(entry.number, 0)) for entry in marked]
