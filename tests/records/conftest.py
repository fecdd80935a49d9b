"""A small bureau: writes files as bureaus do and imports them."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest

from records import warehouse
from records.home import Home
from records.identity.identities import Identities
from records.imports.importing import import_folder
from records.imports.report import FileReport, ImportReport
from records.keys import Keyring

TODAY = date(2026, 1, 31)
PAYOUT = ("姓名", "身份证号", "乡镇", "村", "补贴项目", "所属期", "发放日期", "发放金额", "银行账号", "备注")
RESIDENT = ("姓名", "身份证号", "性别", "出生日期", "户号", "与户主关系", "乡镇", "村", "行政区划代码")
FINDING = (
    *("批次", "姓名", "身份证号", "乡镇", "村", "补贴项目", "疑点类型", "交办日期"),
    *("核查结果", "追缴金额(元)", "处理方式", "核查日期"),
)


def resident_id(serial: int = 1, born: str = "19600101", division: str = "990101") -> str:
    """A valid id, its check character worked out by the standard's congruence, not by our code."""
    first = f"{division}{born}{serial:03d}"
    for last in "0123456789X":
        values = [*map(int, first), 10 if last == "X" else int(last)]
        if sum(value * 2 ** (17 - place) for place, value in enumerate(values)) % 11 == 1:
            return first + last
    raise AssertionError("every id has a check character")


def payout(serial: int = 1, **changes: Any) -> list[Any]:
    row: dict[str, Any] = dict(
        zip(
            PAYOUT,
            (
                "王芳",
                resident_id(serial),
                "东山镇",
                "上河村",
                "农村低保",
                "202405",
                "2024-05-11",
                "410.50",
                f"62170000{serial:011d}",
                "",
            ),
            strict=True,
        )
    )
    return list((row | changes).values())


def resident(serial: int = 1, **changes: Any) -> list[Any]:
    identity = resident_id(serial)
    row = dict(
        zip(
            RESIDENT,
            ("王芳", identity, "女", "1960-01-01", "H1", "户主", "东山镇", "上河村", "990101001001"),
            strict=True,
        )
    )
    return list((row | changes).values())


def finding(serial: int = 1, **changes: Any) -> list[Any]:
    row = dict(
        zip(
            FINDING,
            (
                "1",
                "王芳",
                resident_id(serial),
                "东山镇",
                "上河村",
                "农村低保",
                "死亡人员领取补贴",
                "2025-01-05",
                "属实",
                "410.5",
                "停发并追缴",
                "2025-02-10",
            ),
            strict=True,
        )
    )
    return list((row | changes).values())


@dataclass
class Bureau:
    """A folder of bureau files and the home they are imported into."""

    folder: Path
    home: Home
    payout_header: Sequence[str] = PAYOUT
    resident_header: Sequence[str] = RESIDENT
    finding_header: Sequence[str] = FINDING
    id: Any = field(default=staticmethod(resident_id))
    payout: Any = field(default=staticmethod(payout))
    resident: Any = field(default=staticmethod(resident))
    finding: Any = field(default=staticmethod(finding))

    def csv(self, name: str, *rows: Sequence[Any], encoding: str = "utf-8", separator: str = ",") -> Path:
        text = io.StringIO()
        csv.writer(text, delimiter=separator).writerows(rows)
        return self.raw(name, text.getvalue().encode(encoding))

    def raw(self, name: str, content: bytes) -> Path:
        file = self.folder / name
        file.write_bytes(content)
        return file

    def xlsx(self, name: str, *rows: Sequence[Any], sheet: str = "Sheet1", merge: Sequence[str] = ()) -> Path:
        return self.book(name, {sheet: rows}, merge)

    def book(self, name: str, sheets: dict[str, Sequence[Sequence[Any]]], merge: Sequence[str] = ()) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            page = book.create_sheet(title)
            for row in rows:
                page.append(list(row))
            for span in merge:
                page.merge_cells(span)
        file = self.folder / name
        book.save(file)
        return file

    def payouts(self, *rows: Sequence[Any], name: str = "a.csv") -> Path:
        return self.csv(name, self.payout_header, *rows)

    def residents(self, *rows: Sequence[Any], name: str = "r.csv") -> Path:
        return self.csv(name, self.resident_header, *rows)

    def findings(self, *rows: Sequence[Any], name: str = "v.csv") -> Path:
        return self.csv(name, self.finding_header, *rows)

    def bring(self, **options: Any) -> ImportReport:
        """Import the folder; every report must account for every row."""
        report = import_folder(self.home, self.folder, today=TODAY, **options)
        assert all(file.balanced for file in report.files), report.files
        return report

    def one(self, **options: Any) -> FileReport:
        """Import the folder's only file."""
        (file,) = self.bring(**options).files
        return file

    def table(self, name: str = "payout") -> list[dict[str, Any]]:
        rows: pa.Table = warehouse.current(self.home).read(name)
        return rows.to_pylist()

    def ids(self, name: str = "payout", column: str = "person_key") -> list[str]:
        keys = [row[column] for row in self.table(name)]
        known = Identities(self.home).resident_ids(keys)
        return [known[key] for key in keys]

    @property
    def keys(self) -> Keyring:
        return Keyring(self.home.secret())


@pytest.fixture
def bureau(tmp_path: Path, home: Home) -> Bureau:
    folder = tmp_path / "bureau"
    folder.mkdir()
    return Bureau(folder, home)
