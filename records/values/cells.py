"""Columns of cells -> columns of values, each distinct cell read once."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from records.files.kinds import BRACKETS, UNIT_TAIL, Column
from records.files.recognition import Recognised
from records.files.vocabulary import Vocabulary
from records.values import accounts, amounts, dates, ids, names, periods, places
from records.values.lookups import Lookup
from records.values.programme_names import ProgrammeNames
from records.values.reasons import Reason, Unusable
from records.values.text import Cell, squeezed, text

UNIT_LINE = re.compile(r"单位[:为](\S{1,12})")
Read = Callable[[Cell], Any]


@dataclass
class Values:
    """One column: a value per record (null where missing or unusable) and the problem where it is unusable."""

    values: list[Any]
    problems: dict[int, Reason] = field(default_factory=dict)
    unread: tuple[str, ...] = ()  # distinct words of unusable cells, for types in WORDS only


@dataclass
class Seen:
    """What each distinct cell was read as."""

    values: dict[Cell, Any] = field(default_factory=dict)
    unusable: dict[Cell, Reason] = field(default_factory=dict)


class Readers:
    """How to read each type of column, with the look-up tables made once per import."""

    def __init__(self, words: Vocabulary) -> None:
        self.words = words
        self.programmes = ProgrammeNames(words.programmes)
        self._lookups: dict[int, Lookup] = {}
        # The same people, accounts and days stand in many files: what was read once is kept, by type of column.
        self._seen: dict[str, Seen] = {}

    def read(self, cells: Sequence[Cell], column: Column, header: str, unit_line: tuple[str, ...]) -> Values:
        """Read one column of one sheet."""
        if column.type in ("date", "period"):
            cells = dates.restored(cells)
        seen = self._seen.setdefault(column.type, Seen()) if column.type in KEPT and not column.open_end else Seen()
        return _each(cells, self._reader(column, header, unit_line), seen, column.type in WORDS)

    def _reader(self, column: Column, header: str, unit_line: tuple[str, ...]) -> Read:
        match column.type:
            case "money" | "area" | "floor_area":
                factor, units = self.factor(column, header, unit_line), self.words.units[column.type]
                read = amounts.fen if column.type == "money" else amounts.measure
                return lambda cell: read(cell, units, factor)
            case "date":
                return lambda cell: None if squeezed(cell) in column.open_end else dates.read(cell)
            case "lookup":
                return self._lookups.setdefault(id(column), Lookup(column.values, column.number, column.still_out)).read
            case "programme":
                return self.programmes.read
        return READERS[column.type]

    def factor(self, column: Column, header: str, unit_line: tuple[str, ...]) -> Decimal:
        """How many of our unit the column's unit is: by its header, its YAML, else the line above the table."""
        known = self.words.units[column.type]
        lowered = header.lower()
        written = [part for bracket in BRACKETS.findall(lowered) for part in re.split("[:/,、 ]+", bracket[1:-1])]
        written += UNIT_TAIL.findall(BRACKETS.sub("", lowered))
        for unit in (*(part.removeprefix("单位") for part in written), column.unit, *unit_line):
            if unit in known:
                return Decimal(known[unit])
        return Decimal(1)


READERS: dict[str, Read] = {
    "resident_id": ids.normalised,
    "name": names.normalised,
    "township": places.township,
    "village": places.village,
    "address": places.address,
    "household": accounts.normalised,
    "account": accounts.normalised,
    "division_code": squeezed,
    "period": periods.listed,
    "number": lambda cell: amounts.measure(cell, {}),
    "text": lambda cell: text(cell) or None,
    "remark": squeezed,
}
WORDS = ("lookup", "programme", "period")  # types whose unusable cells are shown in the report
KEPT = {*READERS, "date"} - {"text", "remark", "number"}


def _each(cells: Sequence[Cell], read: Read, seen: Seen, keep_words: bool) -> Values:
    values, unusable = seen.values, seen.unusable
    distinct = set(cells)
    for cell in distinct - values.keys():
        try:
            values[cell] = read(cell)
        except Unusable as error:
            values[cell], unusable[cell] = None, error.reason
    column = list(map(values.__getitem__, cells))
    if not unusable or distinct.isdisjoint(unusable):
        return Values(column)
    problems = {i: unusable[cell] for i, cell in enumerate(cells) if cell in unusable}
    return Values(column, problems, tuple(sorted(map(squeezed, distinct & unusable.keys()))) if keep_words else ())


def unit_line(titles: Sequence[str]) -> tuple[str, ...]:
    """The units named above the header, as in 单位:万元; a bureau's name behind 填报单位 matches no unit."""
    found = [match[1] for title in titles if (match := UNIT_LINE.search(squeezed(title)))]
    return tuple(unit for units in found for unit in re.split("[、,/;]", units))


def column_cells(found: Recognised, records: Sequence[int], name: str) -> list[Cell]:
    """The cells of one column in the rows given; a merged cell counts for all its rows where the kind says so."""
    index, rows = found.columns[name], found.sheet.rows
    cells: list[Cell]
    try:
        cells = [rows[i][index] for i in records]
    except IndexError:  # a delimited text may have short rows
        cells = [rows[i][index] if index < len(rows[i]) else None for i in records]
    if found.kind.columns[name].fill:
        spans = [(top, bottom) for (top, left), (bottom, _) in found.sheet.merged if left == index and bottom > top]
        for top, bottom in spans:
            shown = rows[top][index]
            cells = [shown if top < row <= bottom else cell for row, cell in zip(records, cells, strict=True)]
    return cells
