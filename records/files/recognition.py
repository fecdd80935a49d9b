"""What a sheet is: its header, its kind and its columns, from the words in it alone."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from records.errors import UnknownFile
from records.files.complaints import no_kind, no_required_column
from records.files.kinds import Kind, plain
from records.files.sheets import Sheet
from records.files.vocabulary import Vocabulary
from records.values.text import Cell, squeezed, text

SEARCHED_ROWS = 40  # a header further down than this is none
MIN_HEADERS = 2  # a row with fewer known words is no header
ID_LIKE = re.compile(r"(?<!\d)(\d{14}|\d{17})[\dXx](?!\d)|\d\.\d{3,}[Ee]\+17")
LONG_NUMBER = re.compile(r"\d{6}")


@dataclass(frozen=True)
class Recognised:
    """A sheet with its kind, the rows of its header (from 0, end exclusive) and the index of each column."""

    sheet: Sheet
    kind: Kind
    header_start: int
    header_end: int
    headers: tuple[str, ...]
    columns: dict[str, int]
    unknown: tuple[str, ...]  # headers that nobody knows; left aside and reported

    @property
    def titles(self) -> tuple[str, ...]:
        """What stands above the header, and the sheet's name."""
        above = (text(cell) for row in self.sheet.rows[: self.header_start] for cell in row if isinstance(cell, str))
        return tuple(filter(None, (*above, self.sheet.name)))


@dataclass(frozen=True, order=True)
class Reading:
    """One way to read a sheet. The order of the fields decides between two of them."""

    speaking: int  # columns found that are evidence for the kind
    complete: bool
    matched: int
    marked: bool  # a county's own list, by a header that it alone has
    closeness: int  # one row rather than two, the upper rather than the lower
    kind: str
    start: int
    end: int
    headers: tuple[str, ...]


def recognise(sheet: Sheet, words: Vocabulary, file: str) -> Recognised | None:
    """The best reading of a sheet; None where it holds no records; raises UnknownFile where a column is missing."""
    best = max(_readings(sheet, words), default=None)
    if best is None or not (best.complete or _holds_ids(sheet)):
        if best is None and _holds_ids(sheet):
            raise UnknownFile(no_kind(file, sheet.name, widest(sheet)))
        return None
    kind = words.kinds[best.kind]
    columns = match(kind, best.headers)
    unknown = _unknown(best.headers, columns, words)
    if not best.complete:
        if kind.bare or best.speaking < MIN_HEADERS:
            raise UnknownFile(no_kind(file, sheet.name, best.headers))
        raise UnknownFile(no_required_column(file, sheet.name, best.headers, kind, kind.missing(columns), unknown))
    return Recognised(sheet, kind, best.start, best.end, best.headers, columns, unknown)


def candidates(sheet: Sheet, words: Vocabulary) -> list[Reading]:
    """The best reading of a sheet as each kind that its header could be of, the likeliest first."""
    best: dict[str, Reading] = {}
    for reading in _readings(sheet, words):
        best[reading.kind] = max(reading, best.get(reading.kind, reading))
    return sorted(best.values(), reverse=True)


def match(kind: Kind, headers: Sequence[str]) -> dict[str, int]:
    """Column name -> index of the header that fits it best; a header serves one column."""
    fits = sorted(
        (kind.columns[name].type == "ignored", rank, i, name)
        for i, header in enumerate(headers)
        if header
        for rank, name in kind.headers.get(plain(header), ())
    )
    found: dict[str, int] = {}
    for _, _, i, name in fits:
        if name not in found and i not in found.values():
            found[name] = i
    return found


def _readings(sheet: Sheet, words: Vocabulary) -> Iterator[Reading]:
    """Every row, and every pair of rows (a header under a merged one), read as the header of every kind."""
    candidates = [_headers(row) for row in sheet.rows[:SEARCHED_ROWS]]
    for start, headers in enumerate(candidates):
        if not _is_header(headers):
            continue
        below = candidates[start + 1] if start + 1 < len(candidates) else ()
        yield from _as_each_kind(start, start + 1, headers, words)
        if any(below) and not any(map(LONG_NUMBER.search, below)):
            both = tuple(low or high for low, high in zip_longest(below, headers, fillvalue=""))
            yield from _as_each_kind(start, start + 2, both, words)


def _as_each_kind(start: int, end: int, headers: tuple[str, ...], words: Vocabulary) -> Iterator[Reading]:
    if sum(plain(header) in words.headers for header in headers if header) < MIN_HEADERS:
        return
    for name, kind in words.kinds.items():
        columns = match(kind, headers)
        marked = not kind.marks or any(plain(header) in kind.marks for header in headers)
        if len(columns) < MIN_HEADERS or not marked:
            continue
        speaking = sum(kind.columns[name].speaks for name in columns)
        bare = kind.bare and speaking <= sum(column.required for column in kind.columns.values())
        complete = not kind.missing(columns) and not (bare and _unknown(headers, columns, words))
        yield Reading(speaking, complete, len(columns), bool(kind.marks), start - 2 * end, name, start, end, headers)


def _unknown(headers: Iterable[str], columns: dict[str, int], words: Vocabulary) -> tuple[str, ...]:
    used = set(columns.values())
    return tuple(h for i, h in enumerate(headers) if h and i not in used and plain(h) not in words.ignored)


def _is_header(headers: Sequence[str]) -> bool:
    return sum(map(bool, headers)) >= MIN_HEADERS and not any(map(ID_LIKE.search, headers))


def _headers(row: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(squeezed(cell) if isinstance(cell, str) else "" for cell in row)


def _holds_ids(sheet: Sheet) -> bool:
    return any(ID_LIKE.search(squeezed(cell)) for row in sheet.rows[:200] for cell in row)


def widest(sheet: Sheet) -> tuple[str, ...]:
    """The longest row that could be a header."""
    return max((_headers(row) for row in sheet.rows[:SEARCHED_ROWS] if _is_header(_headers(row))), key=len, default=())
