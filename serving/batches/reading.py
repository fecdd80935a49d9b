"""A workbook that came back, read cell by cell; what cannot be read is named with its sheet and cell."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import InvalidOperation
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from python_calamine import CalamineError, CalamineWorkbook

from records.files.extent import too_far
from records.values.reasons import Unusable
from records.values.text import squeezed, text
from serving.batches import lost
from serving.batches.cell_values import READ, expected
from serving.batches.workbook import COLUMNS, TITLES, Column
from serving.outcomes.views import OutcomeForm
from serving.refusals import UnreadableReturn

_KNOWN = {text(title): column for title, column in TITLES.items()}  # cells are read with full-width signs made narrow
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
HEADER_ROWS = 10  # somebody may have put a title above
NEEDED = tuple(column.title for column in COLUMNS if column.filled_in or column.name in ("batch", "case_id"))


@dataclass(frozen=True)
class Place:
    """Where something stands: a sheet and a row of it, from 1."""

    sheet: str
    row: int

    def cell(self, column: int) -> str:
        """The cell as Excel names it."""
        return f"{self.sheet}!{_letter(column)}{self.row}"


@dataclass(frozen=True)
class Line:
    """One case as filled in; `form` is None while nothing is."""

    place: Place
    batch: int
    case_id: int
    form: OutcomeForm | None
    cells: Mapping[str, Any] = field(default_factory=dict)  # as they stand in the line, by the name of their column


@dataclass(frozen=True)
class Wrong:
    """A cell that cannot be used, and why."""

    where: str
    what: str
    problem: str = ""  # the type of the problem, where the outcome as a whole is one

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def read(file: Path) -> tuple[list[Line], list[Wrong]]:
    """All lines of all sheets, and every cell at fault. Raises UnreadableReturn."""
    try:
        with file.open("rb") as opened:
            corner = too_far(opened)
        if corner is not None:
            raise UnreadableReturn(
                f"A sheet of {file} reaches as far as cell {corner}; delete what stands to the right of and below the "
                "table, save it, and send it back again."
            )
        book = CalamineWorkbook.from_path(str(file))
        sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except (CalamineError, BadZipFile, OSError) as error:
        raise UnreadableReturn(
            f"{file} cannot be read as a workbook; send back the .xlsx that was exported."
        ) from error
    unsaid, lines, wrong, found = lost.values(file), list[Line](), list[Wrong](), False
    changed = list[Wrong]()
    for name, rows in sheets.items():
        header = _header(rows)
        if header is None:
            changed.extend(_changed_header(name, rows))
            continue
        found = True
        for line in _lines(name, rows, *header, unsaid.get(name, {})):
            (lines if isinstance(line, Line) else wrong).append(line)  # type: ignore[arg-type]
    if not found:
        raise UnreadableReturn(
            f"{file} has no sheet with the columns {'、'.join(NEEDED)}; fill in the workbook that was exported, "
            "without changing its header."
        )
    return lines, changed + wrong


def _changed_header(name: str, rows: list[list[Any]]) -> Iterator[Wrong]:
    """What a header lacks: its sheet may be filled in, and must not be passed over like a sheet of notes."""
    for number, row in enumerate(rows[:HEADER_ROWS], start=1):
        titles = {text(cell) for cell in row}
        missing = [title for title in NEEDED if text(title) not in titles]
        if len(NEEDED) - len(missing) >= 2:
            yield Wrong(Place(name, number).cell(0), f"表头缺少{'、'.join(missing)}；请恢复导出时的表头")
            return


def _twice(place: Place, row: list[Any]) -> Iterator[Wrong]:
    """Titles that stand twice: nobody knows which of the columns counts."""
    titles = [text(cell) for cell in row]
    for at, title in enumerate(titles):
        if title in _KNOWN and title in titles[:at]:
            yield Wrong(place.cell(at), f"“{_KNOWN[title].title}”列重复；请只保留一列")


def _header(rows: list[list[Any]]) -> tuple[int, dict[str, int]] | None:
    for number, row in enumerate(rows[:HEADER_ROWS]):
        titles = {text(cell): place for place, cell in enumerate(row)}
        places = {column.name: titles[title] for title, column in _KNOWN.items() if title in titles}
        if all(TITLES[title].name in places for title in NEEDED):
            return number, places
    return None


def _lines(
    name: str, rows: list[list[Any]], header: int, places: Mapping[str, int], unsaid: Mapping[str, str]
) -> Iterator[Line | Wrong]:
    yield from _twice(Place(name, header + 1), rows[header])
    last = max([len(rows), *(int(cell.lstrip(_LETTERS)) for cell in unsaid)])
    for number in range(header + 2, last + 1):
        row = rows[number - 1] if number <= len(rows) else []
        place, faults = Place(name, number), list[Wrong]()
        cells = {column: row[at] if at < len(row) else "" for column, at in places.items()}
        without = {column: unsaid[f"{_letter(at)}{number}"] for column, at in places.items()
                   if f"{_letter(at)}{number}" in unsaid}  # fmt: skip
        if not without and not any(squeezed(cell) for cell in cells.values()):
            continue
        faults += [Wrong(place.cell(places[column]), f"“{_titled(column)}”{why}") for column, why in without.items()]
        values = _values(place, cells, places, faults)
        if values["batch"] is None or values["case_id"] is None:
            if not faults:
                faults.append(Wrong(place.cell(places["case_id"]), "批次编号和线索编号不能缺"))
            yield from faults
            continue
        form = _form(values, place, places, faults)
        yield from faults
        if not faults:
            yield Line(place, values["batch"], values["case_id"], form, cells)


def _values(place: Place, cells: Mapping[str, Any], places: Mapping[str, int], faults: list[Wrong]) -> dict[str, Any]:
    """What the cells of a line say; what cannot be read becomes a fault and stays null."""

    def take(column: Column) -> Any:
        cell = cells.get(column.name, "")
        if not squeezed(cell):
            return None
        try:
            return READ[column.name](cell)
        except (ValueError, Unusable, InvalidOperation):
            faults.append(Wrong(place.cell(places[column.name]), expected(column)))
            return None

    return {column.name: take(column) for column in COLUMNS if column.name in READ}


def _form(values: dict[str, Any], place: Place, places: Mapping[str, int], faults: list[Wrong]) -> OutcomeForm | None:
    filled = {column.name for column in COLUMNS if column.filled_in and values[column.name] is not None}
    if not filled or faults:
        return None
    for name in ("result", "verified"):
        if name not in filled:
            faults.append(Wrong(place.cell(places[name]), f"“{_titled(name)}”没有填"))
    if faults:
        return None
    return OutcomeForm(
        result=values["result"], verified=values["verified"], disposal=values["disposal"],
        recovered_yuan=values["recovered"], register_wrong=bool(values["register_wrong"]), note=values["note"] or "",
    )  # fmt: skip


def _titled(name: str) -> str:
    return next(column.title for column in COLUMNS if column.name == name)


def _letter(column: int) -> str:
    high, low = divmod(column, 26)
    return (chr(64 + high) if high else "") + chr(65 + low)
