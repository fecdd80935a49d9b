"""What --explain says of a file without importing it."""

import json

from pydantic_core import to_json

from records.imports.explaining import explain


def test_every_column_says_what_it_is_and_nothing_is_imported(bureau) -> None:
    header = ["姓名", "身份证号码", "补助金额(万元)", "发放日期", "受理窗口", "序号"]
    bureau.csv(
        "a.csv",
        ["2024年农村低保发放表"],
        header,
        ["王芳", bureau.id(1), "0.05", "2024-05-11", "三", "1"],
        ["李明", bureau.id(2), "钱", "2024-05-11", "三", "2"],
        ["合计", "", "0.05", "", "", ""],
    )
    (file,) = explain(bureau.home, bureau.folder)
    (sheet,) = file.sheets
    columns = {column.header: column for column in sheet.columns}
    assert (file.encoding, sheet.kind, sheet.header_rows, sheet.above) == ("utf-8", "payout", (2,), 1)
    assert (columns["补助金额(万元)"].column, columns["补助金额(万元)"].unit) == ("amount", "万元")
    assert columns["身份证号码"].column == "person"
    assert columns["受理窗口"].column is None
    assert (sheet.accepted, sheet.titles, sheet.totals) == (1, 2, 1)
    assert [(one.code, one.first) for one in sheet.rejected] == [("unreadable-amount", (4,))]
    assert sheet.programme == "the title"
    assert sheet.candidates[0].kind == "payout"
    assert not (bureau.home.warehouse / "CURRENT").exists()


def test_no_cell_of_a_person_is_shown(bureau) -> None:
    bureau.payouts(bureau.payout(1), bureau.payout(2, 发放金额="-1"))
    said = to_json(explain(bureau.home, bureau.folder)).decode()
    assert json.loads(said)
    for secret in ("王芳", bureau.id(1), bureau.id(2), "62170000"):
        assert secret not in said


def test_a_header_nobody_knows_is_told_its_nearest_known_name(bureau) -> None:
    header = ["姓名", "身份证号", "补贴项目", "发放金额", "发放日其"]
    bureau.csv("a.csv", header, ["王芳", bureau.id(1), "农村低保", "5", "2024-05-11"])
    ((sheet,),) = (file.sheets for file in explain(bureau.home, bureau.folder))
    assert "nearest is 发放日 (payout.pay_date)" in sheet.columns[-1].how
    assert sheet.problem


def test_a_sheet_nobody_knows_gets_a_yaml_that_can_be_used_once_completed(bureau) -> None:
    header = ["姓名", "身份证号", "月缴存数额", "开户的日期"]
    bureau.csv("基金.csv", header, ["王芳", bureau.id(1), "300", "2024-01-01"])
    ((sheet,),) = (file.sheets for file in explain(bureau.home, bureau.folder))
    assert sheet.kind is None
    assert sheet.skeleton is not None
    (bureau.home.bureaus / "fund.yaml").write_text(sheet.skeleton + "\nhappened: column_b\n", encoding="utf-8")
    bureau.bring()
    (row,) = bureau.table("new_register")
    assert (row["column_a_fen"], str(row["happened"])) == (30000, "2024-01-01")


def test_a_file_that_is_no_table_says_so_and_the_others_are_explained(bureau) -> None:
    bureau.raw("a.xlsx", b"%PDF-1.4")
    bureau.payouts(bureau.payout(1), name="b.csv")
    first, second = explain(bureau.home, bureau.folder)
    assert "PDF" in (first.problem or "")
    assert second.sheets[0].kind == "payout"
