"""A table that a bureau hands over, and how it becomes a file in the bureau's own style."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from experiments.county.cells import ID, NAME, PLAIN, TEN_THOUSAND, UNITS, YUAN, Column, Written, write_column
from experiments.county.chance import Ints, pick, stream
from experiments.county.sheets import Sheet, write_csv, write_workbook
from experiments.county.style import Style
from experiments.county.words import Words


@dataclass(frozen=True)
class Table:
    """What goes into one file. `money` is the column a total row sums; `township` splits the rows into sheets."""

    folder: str
    stem: str
    bureau: str
    title: str
    columns: tuple[Column, ...]
    money: str | None = None
    township: Any = None
    owners: Any = None  # resident ids of the people the rows are really about

    def __len__(self) -> int:
        """Rows."""
        return len(self.columns[0].values)


@dataclass(frozen=True)
class FileCount:
    """A file as written: rows of its tables, and rows around them (titles, headers, totals, notes).

    `ids`: where a written id is not that of the person meant: row in the sheet, from 1; id as written; the real one.
    """

    path: Path
    rows: int
    around: int
    ids: tuple[tuple[int, str, str], ...] = ()


def _selected(column: Column, rows: Ints) -> Column:
    kind = object if column.holds in (ID, NAME, PLAIN) else None
    return replace(column, values=np.asarray(column.values, dtype=kind)[rows])


def _sheet(table: Table, rows: Ints, name: str, style: Style, seed: int, excel: bool) -> Sheet:
    """The rows as one sheet. Headers, units and order are the bureau's; titles and date forms the file's."""
    words, own = Words(seed, table.bureau), stream(seed, f"bureau/{table.bureau}")
    rng = stream(seed, f"file/{table.stem}/{name}")
    per = TEN_THOUSAND if own.random() < style.ten_thousand else 1
    form = pick(stream(seed, f"form/{table.stem}"), style.date_forms)
    columns = [_selected(column, rows) for column in table.columns]
    if own.random() < style.serial_column:
        columns.insert(0, Column("serial", PLAIN, np.arange(1, len(rows) + 1).tolist()))
    if own.random() < style.shuffled_columns:
        columns = [columns[place] for place in own.permutation(len(columns))]
    written: list[Written] = []
    for column in columns:
        unit = "万元" if column.holds == YUAN and per > 1 else UNITS.get(column.holds, "")
        written.append(write_column(column, words.header(column.header, unit), style, form, per, excel, rng))
    title = (table.title, words.one("filled_in_by").format(bureau=table.bureau)) if own.random() < style.titles else ()
    total = None
    place = next((n for n, column in enumerate(columns) if column.header == table.money), None)
    if place is not None and place > 0 and own.random() < style.totals:
        total = (words.one("total"), place, round(sum(value or 0 for value in written[place].cells), 6))
    hidden = int(rng.integers(len(columns))) if rng.random() < style.hidden_column else None
    return Sheet(name, title, tuple(written), total, hidden)


def _other_ids(table: Table, rows: Ints, sheet: Sheet, header: str) -> list[tuple[int, str, str]]:
    """Row, written id and real id where they differ."""
    cells = next(column.cells for column in sheet.columns if column.header == header)
    first = len(sheet.above) + 2
    pairs = enumerate(zip(cells, np.asarray(table.owners)[rows], strict=True), first)
    # As a float it has lost its last digits: kept as a spreadsheet shows it with all that are left.
    return [
        (row, f"{cell:.14E}" if isinstance(cell, float) else cell, real) for row, (cell, real) in pairs if cell != real
    ]


def write_table(root: Path, table: Table, style: Style, seed: int) -> FileCount:
    """Write the table as a workbook or a CSV, as the style has it."""
    dice = stream(seed, f"shape/{table.stem}")
    excel = bool(len(table) <= style.excel_rows and dice.random() < style.excel)
    everything = np.arange(len(table))
    split = excel and table.township is not None and dice.random() < style.township_sheets
    notes = excel and bool(dice.random() < style.notes_sheet)
    names = dict.fromkeys(table.township) if split else ()
    parts = [(str(name), np.flatnonzero(table.township == name)) for name in names]
    name = str(pick(dice, ("Sheet1", "发放明细", "明细表") if table.money else ("Sheet1", "名册")))
    sheets = [_sheet(table, rows, part, style, seed, excel) for part, rows in parts or [(name, everything)]]
    folder = root / table.folder
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{table.stem}{'.xlsx' if excel else '.csv'}"
    if excel:
        write_workbook(path, sheets, notes)
    else:
        write_csv(path, sheets[0], pick(dice, style.encodings))
    around = sum(len(sheet.above) + 1 + (sheet.total is not None) for sheet in sheets) + (3 if notes else 0)
    header = Words(seed, table.bureau).header("id", "")
    written = zip(sheets, (rows for _, rows in parts or [(name, everything)]), strict=True)
    others = [] if table.owners is None else [o for s, rows in written for o in _other_ids(table, rows, s, header)]
    return FileCount(path, sum(sheet.rows for sheet in sheets), around, tuple(others))
