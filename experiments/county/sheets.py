"""Files on disk: workbooks and CSV, with the rows that bureaus put around a table."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

from experiments.county.cells import Written

NOTES = ("填表说明", "1.本表由乡镇汇总后报送。", "2.请勿调整表格格式。")


@dataclass(frozen=True)
class Sheet:
    """One sheet: rows above the header, the table, a total row below it."""

    name: str
    above: tuple[str, ...]
    columns: tuple[Written, ...]
    total: tuple[str, int, float] | None = None  # the word, the column that is summed, the sum
    hidden: int | None = None  # a column nobody sees

    @property
    def rows(self) -> int:
        """Rows of the table itself."""
        return len(self.columns[0].cells)

    def _total_row(self) -> list[Any]:
        row: list[Any] = [None] * len(self.columns)
        if self.total:
            row[0], row[self.total[1]] = self.total[0], self.total[2]
        return row

    def lines(self) -> Iterator[list[Any]]:
        """Every row of the sheet from top to bottom."""
        for text in self.above:
            yield [text, *[None] * (len(self.columns) - 1)]
        yield [column.header for column in self.columns]
        yield from (list(row) for row in zip(*(column.cells for column in self.columns), strict=True))
        if self.total:
            yield self._total_row()


def write_csv(path: Path, sheet: Sheet, encoding: str) -> None:
    """A CSV; unlike a workbook it has one sheet only."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows(sheet.lines())


def write_workbook(path: Path, sheets: list[Sheet], notes: bool) -> None:
    """An .xlsx whose cells are text, numbers or dates as given; the same content gives the same cells."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    centred = book.add_format({"align": "center", "bold": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for sheet in sheets:
        target = book.add_worksheet(sheet.name)
        if sheet.hidden is not None:
            target.set_column(sheet.hidden, sheet.hidden, None, None, {"hidden": True})
        formats = [day if column.dates else None for column in sheet.columns]
        for number, line in enumerate(sheet.lines()):
            if number < len(sheet.above) and len(line) > 1:
                target.merge_range(number, 0, number, len(line) - 1, line[0], centred)
                continue
            body = number > len(sheet.above)
            for place, value in enumerate(line):
                if isinstance(value, str):
                    target.write_string(number, place, value)
                elif value is not None:
                    target.write_number(number, place, value, formats[place] if body else None)
    if notes:
        target = book.add_worksheet("说明")
        for number, text in enumerate(NOTES):
            target.write_string(number, 0, text)
    book.close()
