"""The workbook goes out, comes back filled in, and is checked cell by cell."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
import xlsxwriter
from sqlalchemy import select

from records.decisions.outcomes import RecordedOutcome, recorded
from records.home import Home
from records.identity.identities import Identities
from serving.audit.tables import AuditEntry
from serving.batches.export import export
from serving.batches.reading import read
from serving.batches.taking_back import Returned, take_back
from serving.batches.views import BatchView
from serving.batches.workbook import COLUMNS, write
from serving.cases.tables import Case
from serving.database import Database
from serving.outcomes.service import record
from serving.outcomes.views import OutcomeForm
from serving.refusals import BatchNotFound, NoSuchFolder, UnreadableReturn, WrongCells
from tests.serving.batches.conftest import SUPERVISOR, drawn

TITLE = {column.name: column.title for column in COLUMNS}


@pytest.fixture
def batch(database: Database) -> BatchView:
    return drawn(database, 8)


def out(scanned: Home, database: Database, batch: BatchView, file: Path, reveal: bool = False) -> Path:
    export(scanned, database, batch.id, file, reveal, user=SUPERVISOR)
    return file


def filled(file: Path, lines: int, **cells: Any) -> Path:
    """The same file with these cells in its first lines, over all sheets."""
    book = openpyxl.load_workbook(file)
    left = lines
    for sheet in book:
        at = {cell.value: cell.column for cell in sheet[1]}
        for row in range(2, sheet.max_row + 1):
            if left > 0:
                for name, value in cells.items():
                    sheet.cell(row, at[TITLE[name]]).value = value
                left -= 1
    book.save(file)
    return file


def back(database: Database, file: Path) -> Returned:
    with database.writing() as session:
        return take_back(session, file, SUPERVISOR)


def test_a_sheet_has_what_an_inspector_needs_choices_to_pick_and_neither_score_nor_reason(
    scanned: Home, database: Database, batch: BatchView, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(out(scanned, database, batch, tmp_path / "b.xlsx"))
    rows = [row for sheet in book for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert len(rows) == batch.cases
    assert [cell.value for cell in book.worksheets[0][1]] == [column.title for column in COLUMNS]
    assert len(book.worksheets[0].data_validations.dataValidation) == 3
    said = " ".join(str(cell) for row in rows for cell in row)
    assert "随机" not in said


def test_names_are_masked_unless_revealed_and_revealing_is_logged(
    scanned: Home, database: Database, batch: BatchView, tmp_path: Path
) -> None:
    def ids(file: Path) -> set[str]:
        place = [column.name for column in COLUMNS].index("resident_id")
        return {
            row[place] for sheet in openpyxl.load_workbook(file) for row in sheet.iter_rows(min_row=2, values_only=True)
        }

    masked = ids(out(scanned, database, batch, tmp_path / "m.xlsx"))
    shown = ids(out(scanned, database, batch, tmp_path / "r.xlsx", reveal=True))
    with database.reading() as session:
        known = set(Identities(scanned).resident_ids(list(session.scalars(select(Case.person_key)))).values())
        actions = list(session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("batch.export%"))))
    assert all("*" in one for one in masked)
    assert shown <= known
    assert actions == ["batch.export", "batch.export.revealed"]
    assert (tmp_path / "r.xlsx").stat().st_mode & 0o777 == 0o600


def test_a_folder_gets_a_workbook_for_each_township(
    scanned: Home, database: Database, batch: BatchView, tmp_path: Path
) -> None:
    files = export(scanned, database, batch.id, tmp_path, False, user=SUPERVISOR)
    assert sorted(tmp_path.glob("*.xlsx")) == sorted(files)
    assert all(len(openpyxl.load_workbook(file).worksheets) == 1 for file in files)


def test_what_is_filled_in_is_recorded_and_a_second_return_changes_nothing(
    scanned: Home, database: Database, batch: BatchView, tmp_path: Path
) -> None:
    file = out(scanned, database, batch, tmp_path / "b.xlsx")
    filled(file, 3, result="属实", verified="2026-01-05", disposal="督促整改", recovered=1200.1, note="按 1+1 折算")
    assert back(database, file) == Returned(3, 0, batch.cases - 3)
    labels = recorded(scanned).to_pylist()
    assert back(database, file) == Returned(0, 3, batch.cases - 3)
    assert recorded(scanned).to_pylist() == labels
    assert {(label["result"], label["batch"], label["verified"]) for label in labels} == {
        ("confirmed", batch.name, date(2026, 1, 5))
    }
    assert {label["recovered_fen"] for label in labels} == {120010}


def test_the_rest_can_come_back_later(scanned: Home, database: Database, batch: BatchView, tmp_path: Path) -> None:
    file = out(scanned, database, batch, tmp_path / "b.xlsx")
    back(database, filled(file, 3, result="不属实", verified="2026年1月5日"))
    assert back(database, filled(file, 5, result="不属实", verified="2026年1月5日")).recorded == 2


@pytest.mark.parametrize(
    ("cells", "where", "said"),
    [
        ({"result": "大概属实", "verified": "2026-01-05"}, "J2", "“核查结果”只能填写属实、不属实、无法核实"),
        ({"result": "属实", "verified": "上周"}, "K2", "不是日期"),
        ({"result": "属实"}, "K2", "“核查日期”没有填"),
        ({"verified": "2026-01-05"}, "J2", "“核查结果”没有填"),
        ({"result": "属实", "verified": "2026-01-05", "recovered": "三百"}, "M2", "不是数字"),
        ({"result": "属实", "verified": "2026-01-05", "disposal": "枪毙"}, "L2", "只能填写"),
        ({"result": "不属实", "verified": "2026-01-05", "recovered": 5}, "2", "confirmed case only"),
        ({"result": "属实", "verified": "2099-01-05"}, "2", "future"),
        ({"case_id": 987654}, "B2", "没有线索 987654"),
        ({"case_id": None, "result": "属实"}, "B2", "不能缺"),
        ({"case_id": "Infinity"}, "B2", "不是数字"),
        ({"batch": "1e99999999"}, "A2", "不是数字"),
    ],
)
def test_a_cell_at_fault_is_named_and_nothing_is_recorded(
    scanned: Home, database: Database, batch: BatchView, tmp_path: Path,
    cells: dict[str, Any], where: str, said: str,
) -> None:  # fmt: skip
    file = out(scanned, database, batch, tmp_path / "b.xlsx")
    first = openpyxl.load_workbook(file).sheetnames[0]
    filled(file, batch.cases, result="不属实", verified="2026-01-05")
    empty = {"result": None, "verified": None}
    with pytest.raises(WrongCells, match="Nothing was recorded") as refused:
        back(database, filled(file, 1, **(empty | cells)))
    assert f"{first}!{where}: " in str(refused.value)
    assert said in str(refused.value)
    with database.reading() as session:
        assert session.scalars(select(RecordedOutcome)).all() == []


def test_a_formula_nobody_calculated_is_named_and_not_taken_for_empty(
    scanned: Home, database: Database, batch: BatchView, tmp_path: Path
) -> None:
    file = out(scanned, database, batch, tmp_path / "b.xlsx")
    filled(file, 1, result="属实", verified="2026-01-05", recovered="=600*2")  # as openpyxl writes it: without a value
    with pytest.raises(WrongCells, match="M2: “追缴金额（元）”是公式"):
        back(database, file)
    changed(file, lambda sheet, at: sheet.cell(2, at["追缴金额（元）"], "#VALUE!"))
    with pytest.raises(WrongCells, match="M2: “追缴金额（元）”是错误值"):
        back(database, file)


def test_a_calculated_formula_is_read_and_one_that_gave_an_empty_text_is_empty(tmp_path: Path) -> None:
    file = tmp_path / "b.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet("东镇")
        for place, column in enumerate(COLUMNS):
            sheet.write_string(0, place, column.title)
        at = {column.name: place for place, column in enumerate(COLUMNS)}
        for name, cell in {"batch": 1, "case_id": 7, "result": "属实", "verified": "2026-01-05"}.items():
            sheet.write(1, at[name], cell)
        sheet.write_formula(1, at["recovered"], "=600*2", None, 1200)
        sheet.write_formula(1, at["note"], '=""', None, "")
    typed = tmp_path / "typed.xlsx"  # as Excel writes it: an empty text has the type of a text
    with ZipFile(file) as old, ZipFile(typed, "w") as new:
        for part in old.namelist():
            new.writestr(part, old.read(part).replace(b'<c r="O2"', b'<c r="O2" t="str"'))
    (line,), wrong = read(typed)
    assert wrong == []
    assert line.form is not None
    assert (line.form.recovered_yuan, line.form.note) == (1200, "")


def test_what_is_not_to_be_filled_in_is_locked_and_sealed(
    scanned: Home, database: Database, batch: BatchView, tmp_path: Path
) -> None:
    file = out(scanned, database, batch, tmp_path / "b.xlsx")
    sheet = openpyxl.load_workbook(file).worksheets[0]
    at = {cell.value: cell.column for cell in sheet[1]}
    assert sheet.protection.sheet
    assert sheet.cell(2, at["主要疑点"]).protection.locked
    assert not sheet.column_dimensions["J"].protection.locked
    assert sheet.column_dimensions["P"].hidden
    filled(file, 1, result="属实", verified="2026-01-05")
    changed(file, lambda sheet, at: sheet.cell(2, at["涉及金额（元）"], 1))
    with pytest.raises(WrongCells, match=r"B2: 线索 \d+ 这一行的固定内容被改动了"):
        back(database, file)


def test_a_visit_before_the_batch_went_out_is_refused(
    scanned: Home, database: Database, batch: BatchView, tmp_path: Path
) -> None:
    file = out(scanned, database, batch, tmp_path / "b.xlsx")
    filled(file, 1, result="属实", verified="2025-12-31")
    with pytest.raises(WrongCells, match="2025-12-31, lies before 2026-01-01, when the case was handed out"):
        back(database, file)


def test_a_case_decided_otherwise_meanwhile_is_named_and_kept(
    scanned: Home, database: Database, batch: BatchView, tmp_path: Path
) -> None:
    file = out(scanned, database, batch, tmp_path / "b.xlsx")
    filled(file, 1, result="属实", verified="2026-01-05")
    case = openpyxl.load_workbook(file).worksheets[0]["B2"].value
    with database.writing() as session:
        record(session, int(case), OutcomeForm("cleared", date(2026, 1, 4)), SUPERVISOR, 1)
    with pytest.raises(WrongCells, match=f"线索 {case} 已登记了不同的核查结果"):
        back(database, file)


def changed(file: Path, change: Callable[[Any, dict[str, int]], None]) -> Path:
    """The same file after this change of its first sheet, of which the columns are given by title."""
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    change(sheet, {cell.value: cell.column for cell in sheet[1]})
    book.save(file)
    return file


def swap(sheet: Any, title: str, at: dict[str, int]) -> None:
    upper, lower = sheet.cell(2, at[title]), sheet.cell(3, at[title])
    upper.value, lower.value = lower.value, upper.value


@pytest.mark.parametrize(
    ("change", "where", "said"),
    [
        (lambda sheet, at: sheet.cell(1, at["核查结果"], "结果"), "A1", "表头缺少核查结果"),
        (lambda sheet, at: sheet.delete_cols(at["处置方式"]), "A1", "表头缺少处置方式"),
        (lambda sheet, at: sheet.cell(1, 17, "核查结果"), "Q1", "“核查结果”列重复"),
        (lambda sheet, at: swap(sheet, "线索编号", at), "B2", "证件号码是另一条线索的"),
    ],
)
@pytest.mark.parametrize("reveal", [False, True])
def test_a_sheet_that_was_rearranged_is_named_though_others_are_whole(
    scanned: Home, database: Database, batch: BatchView, tmp_path: Path, reveal: bool,
    change: Callable[[Any, dict[str, int]], None], where: str, said: str,
) -> None:  # fmt: skip
    # One sheet has to hold two people, and another must stand beside it.
    file = out(scanned, database, drawn(database, 40), tmp_path / "b.xlsx", reveal)
    changed(filled(file, 3, result="不属实", verified="2026-01-05"), change)
    with pytest.raises(WrongCells, match="Nothing was recorded") as refused:
        back(database, file)
    assert f"{openpyxl.load_workbook(file).sheetnames[0]}!{where}: " in str(refused.value)
    assert said in str(refused.value)


def test_a_mended_id_and_a_sheet_of_notes_do_no_harm(
    scanned: Home, database: Database, batch: BatchView, tmp_path: Path
) -> None:
    file = filled(out(scanned, database, batch, tmp_path / "b.xlsx"), 2, result="不属实", verified="2026-01-05")
    changed(file, lambda sheet, at: sheet.cell(2, at["证件号码"], "更正中"))
    changed(file, lambda sheet, at: sheet.parent.create_sheet("说明").append(["核查结果", "见各表"]))
    assert back(database, file).recorded == 2


def test_a_line_that_stands_twice_is_named(scanned: Home, database: Database, batch: BatchView, tmp_path: Path) -> None:
    file = out(scanned, database, batch, tmp_path / "b.xlsx")
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    sheet.append([cell.value for cell in sheet[2]])
    book.save(file)
    with pytest.raises(WrongCells, match="出现了两次"):
        back(database, file)


def test_another_file_is_refused_with_what_to_do(database: Database, tmp_path: Path) -> None:
    other, none = tmp_path / "o.xlsx", tmp_path / "n.xlsx"
    openpyxl.Workbook().save(other)
    none.write_text("no workbook")
    for file, said in ((other, "线索编号"), (none, "cannot be read")):
        with pytest.raises(UnreadableReturn, match=said):
            back(database, file)


def test_a_stray_cell_in_the_last_corner_is_named_instead_of_ending_the_process(
    scanned: Home, database: Database, batch: BatchView, tmp_path: Path
) -> None:
    file = out(scanned, database, batch, tmp_path / "b.xlsx")
    book = openpyxl.load_workbook(file)
    book.worksheets[0]["XFD1048576"] = "."
    book.save(file)
    with pytest.raises(UnreadableReturn, match="XFD1048576"):
        back(database, file)


def test_an_unknown_batch_or_folder_leaves_no_file(scanned: Home, database: Database, tmp_path: Path) -> None:
    with pytest.raises(BatchNotFound, match="mingcha batch list"):
        export(scanned, database, 99, tmp_path / "b.xlsx", False, user=SUPERVISOR)
    with pytest.raises(NoSuchFolder):
        export(scanned, database, 99, tmp_path / "nowhere" / "b.xlsx", False, user=SUPERVISOR)
    assert list(tmp_path.glob("*.xlsx")) == []


def test_townships_of_one_name_get_a_sheet_each(tmp_path: Path) -> None:
    write([("东镇", []), ("东镇", []), ("a/b", [])], tmp_path / "b.xlsx")
    assert openpyxl.load_workbook(tmp_path / "b.xlsx").sheetnames == ["东镇", "东镇(2)", "a b"]
