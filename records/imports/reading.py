"""One recognised sheet, read row by row: what is accepted, what is rejected and why."""

from dataclasses import dataclass, replace
from typing import Any

from records.files.kinds import Kind
from records.files.recognition import Recognised
from records.files.rows import Sorted, sort
from records.imports.batches import Batch, Shared, batch
from records.remark import Remark
from records.values.cells import Values, column_cells, unit_line
from records.values.ids import EATEN_TAIL
from records.values.reasons import Reason
from records.values.text import Cell, original, text

SHOWN_WORDS = 5  # unknown words named in a note


@dataclass(frozen=True)
class Reject:
    """A row that cannot be used, with its cells as the bureau wrote them."""

    row: int  # 1-based, as a spreadsheet shows it
    reason: Reason
    cells: tuple[str | float | int | bool, ...]


@dataclass(frozen=True)
class SheetResult:
    """What became of one sheet."""

    batch: Batch
    sorted: Sorted
    headers: tuple[str, ...]
    rejects: tuple[Reject, ...]
    notes: tuple[Remark, ...]


class SheetReading:
    """The columns of a sheet while they are checked."""

    def __init__(self, found: Recognised, shared: Shared) -> None:
        self.found, self.shared = found, shared
        self.kind: Kind = found.kind
        self.sorted = sort(found, shared.readers.words.marks)
        self.records = self.sorted.records
        self.problems: dict[int, Reason] = {}  # by position in `records`
        self.notes: list[Remark] = []
        self.units = unit_line(found.titles)
        self.cells = {name: column_cells(found, self.records, name) for name in found.columns}
        self.read = self._values()
        for name in self.read:
            if self.kind.columns[name].type == "resident_id":
                self._doubt(self.read[name])

    def _values(self) -> dict[str, Values]:
        """Every column that is used, read; of a large sheet each takes a while."""
        found, read = self.found, dict[str, Values]()
        used = [name for name in self.cells if self.kind.columns[name].type != "ignored"]
        for done, name in enumerate(used, 1):
            header = found.headers[found.columns[name]]
            read[name] = self.shared.readers.read(self.cells[name], self.kind.columns[name], header, self.units)
            self.shared.columns_read(len(self.records), done, len(used))
        return read

    def _doubt(self, column: Values) -> None:
        """Where a spreadsheet ate ids of a column, one that passes its check by chance is no better than the others."""
        distinct = set(column.values)
        if any(one is not None and one.status == "damaged" and one.text.endswith(EATEN_TAIL) for one in distinct):
            column.values = [
                replace(one, status="damaged") if one is not None and one.suspect else one for one in column.values
            ]

    def values(self, name: str) -> list[Any]:
        """A column's values, null for all where the sheet lacks it."""
        return self.read[name].values if name in self.read else [None] * len(self.records)

    def reject(self, problems: dict[int, Reason]) -> None:
        """Note rows that cannot be used; the first reason stands."""
        for i, reason in problems.items():
            self.problems.setdefault(i, reason)

    def require(self, name: str, missing: Reason, unreadable: Reason | None = None) -> None:
        """Reject the rows in which a column is empty or unusable."""
        column = self.read[name]
        self.reject({i: unreadable or reason for i, reason in column.problems.items()})
        if None in column.values:
            self.reject({i: missing for i, value in enumerate(column.values) if value is None})

    def reject_repeated(self) -> None:
        """A row that repeats an earlier one in every cell is a slip."""
        seen: set[tuple[Cell, ...]] = set()
        for i, record in enumerate(self.records):
            row = tuple(self.found.sheet.rows[record])
            if row in seen:
                self.reject({i: Reason.REPEATED})
            seen.add(row)

    def reject_future(self) -> None:
        """What has not happened yet can't have been known."""
        for name in {"pay_date", *self.kind.happened, *self.kind.known} & set(self.read):
            days = self.values(name)
            late = {day for day in set(days) if day is not None and day > self.shared.today}
            if late:
                self.reject({i: Reason.FUTURE_DATE for i, day in enumerate(days) if day in late})

    def tolerate(self, name: str, column: Values) -> None:
        """Keep rows whose optional cell is unusable, without it, and say so."""
        left = {i: reason for i, reason in column.problems.items() if i not in self.problems}
        known = self.kind.columns[name]
        if not left or known.strict:
            self.reject(left)
            return
        other = "other" in known.values
        for i in left:
            column.values[i] = "other" if other else None
        header = self.found.headers[self.found.columns[name]]
        said, shown = len(left), column.unread[:SHOWN_WORDS]
        zh = f"“{header}”有 {said} 格看不懂，按{'其他' if other else '空白'}处理"
        en = f"“{header}”: {said} cells cannot be read and count as {'other' if other else 'empty'}"
        words = (f"：{'、'.join(shown)}", f": {', '.join(shown)}") if shown else ("", "")
        self.notes.append(Remark(zh + words[0], en + words[1]))

    def result(self) -> SheetResult:
        """Every record as accepted or rejected."""
        kept = [i for i in range(len(self.records)) if i not in self.problems]
        rejects = tuple(
            Reject(self.records[i] + 1, reason, tuple(map(original, self.found.sheet.rows[self.records[i]])))
            for i, reason in sorted(self.problems.items())
        )
        whole = len(kept) == len(self.records)
        read = {
            name: column.values if whole else [column.values[i] for i in kept] for name, column in self.read.items()
        }
        written = {
            column.name_to: [text(self.cells[name][i]) or None for i in kept]
            for name, column in self.kind.columns.items()
            if column.name_to and name in self.cells
        }
        rows = [self.records[i] + 1 for i in kept]
        made = batch(self.kind, self.found.sheet.name, rows, read, written, self.shared)
        return SheetResult(made, self.sorted, self.found.headers, rejects, tuple(self.notes))
