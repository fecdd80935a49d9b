"""Which rows of a sheet are records, and which are titles, totals or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from records.files.kinds import Marks
from records.files.recognition import Recognised
from records.files.sheets import Sheet
from records.values.text import Cell, empty, squeezed

ID_LENGTH = 15  # a cell this long in the id column makes the row a record at once
FEW_CELLS = 4  # a signature line fills no more


@dataclass(frozen=True)
class Sorted:
    """Row indexes (from 0) of a sheet by what they are. `read` is how many hold anything."""

    records: list[int]
    titles: list[int]
    totals: list[int]

    @property
    def read(self) -> int:
        """Rows that hold anything."""
        return len(self.records) + len(self.titles) + len(self.totals)


def sort(found: Recognised, marks: Marks) -> Sorted:
    """Tell the rows of a recognised sheet apart."""
    records: list[int] = []
    titles = [i for i, row in enumerate(found.sheet.rows[: found.header_end]) if not _blank(row)]
    totals: list[int] = []
    owner = next(i for name, i in found.columns.items() if found.kind.columns[name].type == "resident_id")
    for i, row in enumerate(found.sheet.rows[found.header_end :], found.header_end):
        cell = row[owner] if owner < len(row) else None
        if isinstance(cell, str) and len(cell) >= ID_LENGTH and cell[:6].isdigit():
            records.append(i)
        elif not _blank(row):
            _place(i, row, cell, found, marks, (records, titles, totals))
    return Sorted(records, titles, totals)


def untold(sheet: Sheet) -> Sorted:
    """The rows of a sheet that holds no records: all of them are titles."""
    return Sorted([], [i for i, row in enumerate(sheet.rows) if not _blank(row)], [])


def _place(
    i: int, row: Sequence[Cell], owner: Cell, found: Recognised, marks: Marks, places: tuple[list[int], ...]
) -> None:
    records, titles, totals = places
    words = [squeezed(cell) for cell in row if isinstance(cell, str) and not empty(cell)]
    if empty(owner) or squeezed(owner).lower().startswith(marks.totals):
        if any(_is_total(word, marks) for word in words):
            totals.append(i)
            return
        amount = found.columns.get("amount")
        paid = amount is not None and amount < len(row) and not empty(row[amount])
        if not paid and len(words) <= FEW_CELLS and any(word.startswith(marks.notes) for word in words):
            titles.append(i)
            return
    (titles if _repeats_header(row, found) or _is_numbering(row) else records).append(i)


def _is_total(word: str, marks: Marks) -> bool:
    bare = word.lower().rstrip(":。.")
    return bare.startswith(marks.totals) or bare.endswith(marks.totals)


def _repeats_header(row: Sequence[Cell], found: Recognised) -> bool:
    """A header printed again at the top of each page."""
    same = sum(
        squeezed(row[i]) == found.headers[i] for i in found.columns.values() if i < len(row) and isinstance(row[i], str)
    )
    return same * 2 > len(found.columns)


def _is_numbering(row: Sequence[Cell]) -> bool:
    """The line 1 2 3 4 … (or 甲 乙 1 2 …) that numbers the columns."""
    words = [squeezed(cell) for cell in row if not empty(cell)]
    digits = [int(word) for word in words if word.isdigit() and len(word) <= 2]
    named = sum(word in "甲乙丙丁" for word in words)
    counting = all(later - earlier == 1 for earlier, later in pairwise(digits))
    return len(digits) >= 2 and len(digits) + named == len(words) and counting


def _blank(row: Sequence[Cell]) -> bool:
    return all(empty(cell) for cell in row)
