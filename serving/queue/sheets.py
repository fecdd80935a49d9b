"""Tables as Excel and CSV files that spreadsheets read without spoiling ids or running formulas."""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import xlsxwriter

from records.errors import MingchaError

MOST_LINES = 1_048_575  # of a sheet, without its header
_WIDTHS = {"resident_id": 22, "programme_name": 18, "hits": 34, "amount_yuan": 14, "village": 16, "township": 14}
_WIDTHS |= {"文件": 30, "证件号": 22, "应更正为": 28, "依据": 40, "核查发现日期": 14}
_WIDTHS |= {"规则": 30, "项目": 22, "数值": 26, "批次": 24, "乡镇": 16, "补贴项目": 20, "范围": 16, "估计": 18}
_WIDTHS |= {"追缴金额（元）": 16, "按抽中概率加权": 16}
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
    """One sheet with a fixed header."""
    write_book({"queue": table}, file)


def write_book(sheets: Mapping[str, pa.Table], file: Path | BinaryIO) -> None:
    """Sheets with a fixed header, by name; text stays text, however much it looks like a number."""
    for table in sheets.values():
        if table.num_rows > MOST_LINES:
            raise TooManyLines(
                f"An Excel sheet holds {MOST_LINES:,} lines, not {table.num_rows:,}; export to .parquet."
            )
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        bold = book.add_format({"bold": True})
        for name, table in sheets.items():
            _write_sheet(book.add_worksheet(name), table, bold)


def _write_sheet(sheet: Any, table: pa.Table, bold: Any) -> None:
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
