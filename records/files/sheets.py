"""Bureau files as sheets of cells, whatever they are called: workbooks old and new, and delimited text."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from records.errors import UnreadableFile
from records.files.encodings import decoded, rows
from records.files.extent import too_far
from records.values.text import Cell

TABLES = {".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".et", ".csv", ".txt", ".tsv"}
ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # how Office wraps a workbook with a password
OTHER = {
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"BM": "a picture",
    b"II*\x00": "a picture",
    b"%PDF": "a PDF",
    b"Rar!": "an archive",
    b"7z\xbc\xaf": "an archive",
}
# Merged ranges: ((first row, first column), (last row, last column)), from 0.
Range = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Sheet:
    """One sheet: its cells by row and column, both from 0, and its merged ranges."""

    name: str
    rows: Sequence[Sequence[Cell]]
    merged: tuple[Range, ...] = ()


@dataclass(frozen=True)
class Contents:
    """All sheets of a file, and how they were stored (`workbook` or the text's encoding)."""

    sheets: tuple[Sheet, ...]
    encoding: str


def read(file: Path, content: bytes) -> Contents:
    """The sheets of a bureau file; what it is shows in its first bytes, not in its name. Raises UnreadableFile."""
    name = file.name
    if not content.strip():
        raise UnreadableFile(f"{name} is empty; ask the bureau for it again.")
    for start, what in OTHER.items():
        if content.startswith(start):
            raise UnreadableFile(f"{name} is {what}, not a table; ask the bureau for the workbook itself.")
    if content.startswith((ZIP, COMPOUND)):
        return Contents(_workbook(name, content), "workbook")
    if content[:512].lstrip().lower().startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        raise UnreadableFile(f"{name} is a web page, not a workbook; open it as a spreadsheet and save it as .xlsx.")
    text, encoding = decoded(content, name)
    return Contents((Sheet("", rows(text, name)),), encoding)


def _workbook(name: str, content: bytes) -> tuple[Sheet, ...]:
    if content.startswith(COMPOUND) and ENCRYPTED in content:
        raise _locked(name)
    try:
        if corner := too_far(io.BytesIO(content)):
            raise UnreadableFile(
                f"A sheet of {name} reaches as far as cell {corner}; delete what stands to the right of and below its "
                "table, save it, and import it again."
            )
        book = CalamineWorkbook.from_object(io.BytesIO(content))
        tables = [meta.name for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
        return tuple(_sheet(book.get_sheet_by_name(table)) for table in tables)
    except PasswordError as error:
        raise _locked(name) from error
    except (CalamineError, BadZipFile) as error:
        raise UnreadableFile(f"{name} is damaged or no workbook ({error}); ask the bureau for it again.") from error


def _locked(name: str) -> UnreadableFile:
    return UnreadableFile(f"{name} is protected with a password; remove the password and hand it in again.")


def _sheet(sheet: CalamineSheet) -> Sheet:
    # With skip_empty_area the rows would no longer have the numbers that the bureau sees.
    return Sheet(sheet.name, sheet.to_python(skip_empty_area=False), tuple(sheet.merged_cell_ranges or ()))
