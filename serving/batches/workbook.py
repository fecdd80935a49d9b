"""The workbook a township fills in: what an inspector needs, and empty columns for what he finds.

It says neither why a case was picked nor how probable it is, and of a re-check not that there was a visit before:
whoever knows looks otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal

import xlsxwriter

Kind = Literal["text", "number", "choice", "date"]


@dataclass(frozen=True)
class Column:
    """A column of the sheet; `choices` are what a cell of it may say."""

    name: str
    title: str
    width: int
    kind: Kind = "text"
    choices: tuple[str, ...] = ()
    filled_in: bool = False


RESULTS = {"属实": "confirmed", "不属实": "cleared", "无法核实": "inconclusive"}
DISPOSALS = {"数据纠错": "corrected", "督促整改": "put_right", "线索移交": "passed_on", "立案": "filed"}
YES_NO = {"是": True, "否": False}
COLUMNS = (
    Column("batch", "批次编号", 8, "number"),
    Column("case_id", "线索编号", 9, "number"),
    Column("name", "姓名", 10),
    Column("resident_id", "证件号码", 21),
    Column("programme", "补贴项目", 16),
    Column("village", "村（社区）", 14),
    Column("headline", "主要疑点", 46),
    Column("ask", "核查要点", 46),
    Column("amount", "涉及金额（元）", 14, "number"),
    Column("result", "核查结果", 11, "choice", tuple(RESULTS), True),
    Column("verified", "核查日期", 12, "date", (), True),
    Column("disposal", "处置方式", 11, "choice", tuple(DISPOSALS), True),
    Column("recovered", "追缴金额（元）", 14, "number", (), True),
    Column("register_wrong", "登记信息有误", 12, "choice", tuple(YES_NO), True),
    Column("note", "情况说明", 40, "text", (), True),
    Column("seal", "校验码（请勿改动）", 20),
)
TITLES = {column.title: column for column in COLUMNS}
_GUIDE = {
    "result": "必填：属实、不属实、无法核实",
    "verified": "实际入户日期，如 2026-11-25",
    "disposal": "仅“属实”时填写",
    "recovered": "仅“属实”时填写，单位为元",
    "register_wrong": "登记部门的数据有误时选“是”",
}


# What stays possible on a sheet whose handed-out cells are locked.
UNLOCKED = {"format_cells": True, "format_columns": True, "format_rows": True, "autofilter": True}


def write(sheets: Sequence[tuple[str, Sequence[dict[str, Any]]]], file: Path | BinaryIO) -> None:
    """One sheet for each township; a line holds the columns that are not filled in."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "yyyy-mm-dd"}
    with xlsxwriter.Workbook(file, options) as book:
        formats = {
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1}),
            "fill": book.add_format({"bold": True, "text_wrap": True, "border": 1, "bg_color": "#FFF4CC"}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "free": book.add_format({"text_wrap": True, "valign": "top", "locked": False}),
            "free date": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "locked": False}),
        }
        used: set[str] = set()
        for name, lines in sheets:
            _sheet(book.add_worksheet(_sheet_name(name, used)), lines, formats)


def _sheet_name(name: str, used: set[str]) -> str:
    """Excel allows 31 characters, none of its own signs, and no name twice."""
    plain = "".join(" " if sign in "[]:*?/\\'" else sign for sign in name).strip()[:26] or "乡镇不详"
    found, number = plain, 1
    while found.lower() in used:
        number += 1
        found = f"{plain}({number})"
    used.add(found.lower())
    return found


def _sheet(sheet: Any, lines: Sequence[dict[str, Any]], formats: dict[str, Any]) -> None:
    for place, column in enumerate(COLUMNS):
        cells = "text" if not column.filled_in else "free date" if column.kind == "date" else "free"
        sheet.set_column(place, place, column.width, formats[cells], {"hidden": column.name == "seal"})
        sheet.write_string(0, place, column.title, formats["fill" if column.filled_in else "head"])
    for number, line in enumerate(lines, start=1):
        for place, column in enumerate(COLUMNS):
            cell = line.get(column.name)
            if cell is None:
                continue
            if column.kind == "number":
                sheet.write_number(number, place, cell)
            else:
                sheet.write_string(number, place, cell, formats["text"])
    last = max(len(lines), 1)
    for place, column in enumerate(COLUMNS):
        if column.choices:
            sheet.data_validation(
                1, place, last, place,
                {"validate": "list", "source": list(column.choices), "error_title": "请从列表中选择",
                 "error_message": f"只能填写：{'、'.join(column.choices)}"},
            )  # fmt: skip
        if column.name in _GUIDE:
            sheet.write_comment(0, place, _GUIDE[column.name])
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, last, len(COLUMNS) - 1)
    # Without a password: it keeps from slips, and each line's seal tells what was changed all the same.
    sheet.protect("", UNLOCKED)
