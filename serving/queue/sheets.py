"""Tables as Excel and CSV files that spreadsheets read without spoiling ids or running formulas."""

import csv
from pathlib import Path

import pyarrow as pa
import xlsxwriter

from records.errors import MingchaError

MOST_LINES = 1_048_575  # of a sheet, without its header
_WIDTHS = {"resident_id": 22, "programme_name": 18, "hits": 34, "amount_yuan": 14, "village": 16, "township": 14}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class TooManyLines(MingchaError):
    """A sheet cannot hold so many lines."""


def write_csv(table: pa.Table, file: Path) -> None:
    """UTF-8 with a byte-order mark, so that Excel reads the Chinese."""
    with file.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(table.column_names)
        writer.writerows([_plain(cell) for cell in row.values()] for row in table.to_pylist())


def write_xlsx(table: pa.Table, file: Path) -> None:
    """One sheet with a fixed header; text stays text, however much it looks like a number."""
    if table.num_rows > MOST_LINES:
        raise TooManyLines(f"An Excel sheet holds {MOST_LINES:,} lines, not {table.num_rows:,}; export to .parquet.")
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(file), options) as book:
        sheet, bold = book.add_worksheet("queue"), book.add_format({"bold": True})
        for place, name in enumerate(table.column_names):
            sheet.set_column(place, place, _WIDTHS.get(name, 11))
        sheet.write_row(0, 0, table.column_names, bold)
        for number, row in enumerate(table.to_pylist(), start=1):
            for place, cell in enumerate(row.values()):
                if isinstance(cell, str):
                    sheet.write_string(number, place, cell)
                elif cell is not None:
                    sheet.write_number(number, place, cell)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(table.num_rows, 1), table.num_columns - 1)


def _plain(cell: object) -> object:
    # A name out of a bureau's file must not run as a formula on the inspector's machine.
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
