"""The workbook of rejected rows, to be sent back to the bureaus: original cells, file, sheet, row and reason."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from records.imports.reading import Reject

LEADING = ("文件", "工作表", "行号", "原因")
TITLE_LENGTH = 31  # what a spreadsheet allows
FORBIDDEN = str.maketrans("", "", "[]:*?/\\'")


@dataclass(frozen=True)
class RejectedRows:
    """The rejected rows of one sheet."""

    file: str
    sheet: str
    headers: tuple[str, ...]
    rejects: tuple[Reject, ...]


def write(target: Path, rejected: Sequence[RejectedRows]) -> Path | None:
    """Write one sheet for each sheet with rejected rows, readable by the owner only; none where all is well."""
    with_rows = [sheet for sheet in rejected if sheet.rejects]
    if not with_rows:
        return None
    import xlsxwriter

    part = target.with_suffix(".part")
    # Text that starts with = must stay text: these cells come from outside.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(part), options) as book:
        for number, sheet in enumerate(with_rows, 1):
            _sheet(book, number, sheet)
    os.chmod(part, 0o600)
    os.replace(part, target)
    return target


def _sheet(book: "object", number: int, sheet: RejectedRows) -> None:
    title = f"{number} {sheet.file}".translate(FORBIDDEN)[:TITLE_LENGTH]
    page = book.add_worksheet(title)  # type: ignore[attr-defined]
    bold = book.add_format({"bold": True})  # type: ignore[attr-defined]
    page.write_row(0, 0, (*LEADING, *sheet.headers), bold)
    page.freeze_panes(1, len(LEADING))
    page.set_column(0, len(LEADING) - 1, 22)
    for line, reject in enumerate(sheet.rejects, 1):
        page.write_row(line, 0, (sheet.file, sheet.sheet, reject.row, reject.reason.zh, *reject.cells))
