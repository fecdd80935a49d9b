"""Every trap of the bureaus' files, one by one, from the file to the warehouse."""

from datetime import date, datetime

import pytest

from records import warehouse
from records.errors import UnknownFile
from records.identity.identities import Identities


def test_a_title_and_a_filled_in_by_row_stand_above_the_header(bureau) -> None:
    bureau.xlsx(
        "a.xlsx",
        ["2024年农村低保资金发放明细表"],
        ["填报单位:民政局", "", "", "填报日期:2024-06-01"],
        bureau.payout_header,
        bureau.payout(),
    )
    file = bureau.one()
    assert (file.read, file.accepted, file.titles, file.bureau) == (4, 1, 3, "民政局")
    assert bureau.table()[0]["source_row"] == 4


def test_a_header_may_be_spread_over_merged_cells_in_two_rows(bureau) -> None:
    upper = ["序号", "享受对象", "", "所在地", "", "补贴情况", "", ""]
    lower = ["", "姓名", "身份证号", "乡镇", "村", "补贴项目", "发放日期", "金额(元)"]
    row = [1, "王芳", bureau.id(), "东山镇", "上河村", "农村低保", "2024-05-11", 410.5]
    bureau.xlsx("a.xlsx", ["花名册"], upper, lower, row, merge=["A2:A3", "B2:C2", "D2:E2", "F2:H2"])
    file = bureau.one()
    assert (file.accepted, file.titles) == (1, 3)
    assert bureau.table()[0]["amount_fen"] == 41050


def test_a_merged_cell_counts_for_every_row_it_spans_but_never_an_amount(bureau) -> None:
    header = ["乡镇", "村", "姓名", "身份证号", "补贴项目", "发放日期", "发放金额"]
    first = ["东山镇", "上河村", "王芳", bureau.id(1), "农村低保", "2024-05-11", 100]
    second = ["", "", "李明", bureau.id(2), "农村低保", "2024-05-11", ""]
    bureau.xlsx("a.xlsx", header, first, second, merge=["A2:A3", "B2:B3", "G2:G3"])
    file = bureau.one()
    assert [(count.code, count.rows) for count in file.rejected] == [("no-amount", 1)]
    bureau.xlsx("a.xlsx", header, first, [*second[:6], 50], merge=["A2:A3", "B2:B3"])
    bureau.bring()
    assert len({row["village_key"] for row in bureau.table()}) == 1


def test_totals_and_signature_lines_are_no_records(bureau) -> None:
    rows = [bureau.payout(n, 发放金额=100) for n in (1, 2)]
    subtotal = ["东山镇小计", *[""] * 6, 200, "", ""]
    total = ["", "合 计", *[""] * 5, 200, "", ""]
    signed = ["填表人:某某", "", "审核人:某某", *[""] * 7]
    bureau.xlsx("a.xlsx", bureau.payout_header, *rows, subtotal, total, signed)
    file = bureau.one()
    assert (file.accepted, file.totals, file.titles, file.rejected, file.notes) == (2, 2, 2, (), ())


def test_a_total_that_is_not_the_sum_of_its_rows_is_reported(bureau) -> None:
    total = ["合计", *[""] * 6, 999, "", ""]
    bureau.xlsx("a.xlsx", bureau.payout_header, bureau.payout(发放金额=100), total)
    assert any("合计行为 999.00 元" in note for note in bureau.one().notes)


def test_a_list_of_which_only_the_header_came_is_remarked_on(bureau) -> None:
    bureau.payouts()
    assert bureau.one().notes == ("“a.csv”只有表头，没有数据",)


def test_every_remark_is_there_in_chinese_and_in_english(bureau) -> None:
    total = ["合计", *[""] * 6, 999, "", "", ""]
    bureau.xlsx("a.xlsx", [*bureau.payout_header, "经办"], [*bureau.payout(发放金额=100), "甲"], total)
    file = bureau.one()
    assert len(file.notes) == len(file.notes_en) == 2
    assert any("the total says 999.00 yuan and the rows add up to 100.00" in note for note in file.notes_en)
    assert "columns not used: 经办" in file.notes_en
    assert not set(file.notes) & set(file.notes_en)


def test_several_sheets_are_read_and_one_without_records_is_set_aside(bureau) -> None:
    bureau.book(
        "a.xlsx",
        {
            "一季度": [bureau.payout_header, bureau.payout(1)],
            "二季度": [["标题"], bureau.payout_header, bureau.payout(2, 所属期="202406")],
            "汇总": [["乡镇", "人数", "金额"], ["东山镇", 2, 821]],
        },
    )
    file = bureau.one()
    assert (file.accepted, file.read) == (2, 7)
    assert [row["source_row"] for row in bureau.table()] == [2, 3]
    assert any("汇总" in note for note in file.notes)


def test_one_workbook_may_hold_several_registries(bureau) -> None:
    bureau.book(
        "基础数据.xlsx",
        {
            "a": [bureau.resident_header, bureau.resident()],
            "b": [["姓名", "身份证号", "死亡日期", "登记日期"], ["王芳", bureau.id(), "2024-03-01", "2024-03-20"]],
        },
    )
    bureau.bring()
    assert (len(bureau.table("resident")), len(bureau.table("death"))) == (1, 1)


def test_hidden_columns_and_sheets_are_read_like_others(bureau) -> None:
    import openpyxl

    file = bureau.xlsx("a.xlsx", bureau.payout_header, bureau.payout())
    book = openpyxl.load_workbook(file)
    book["Sheet1"].column_dimensions["B"].hidden = True
    book["Sheet1"].row_dimensions[2].hidden = True
    book.save(file)
    assert bureau.one().accepted == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_text_is_read_in_the_encodings_bureaus_use(bureau, encoding: str) -> None:
    bureau.csv("a.csv", bureau.payout_header, bureau.payout(姓名="王䶮"), encoding=encoding)
    assert bureau.one().accepted == 1
    key = bureau.table()[0]["person_key"]
    assert Identities(bureau.home).names([key]) == {key: "王䶮"}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_is_read_with_the_separators_bureaus_use(bureau, separator: str) -> None:
    bureau.csv("a.csv", bureau.payout_header, bureau.payout(备注="补发,逗号"), separator=separator)
    assert bureau.one().accepted == 1


@pytest.mark.parametrize(
    ("header", "cell", "fen"),
    [
        ("补助金额(万元)", "0.04105", 41050),
        ("补助金额（万元）", 1.2, 1200000),
        ("金额（单位：元）", "410.5", 41050),
        ("金额/万元", "0.5", 500000),
        ("发放金额【千元】", "1.5", 150000),
        ("实发金额", "0.5万元", 500000),
    ],
)
def test_a_unit_in_a_header_or_cell_is_honoured(bureau, header: str, cell: object, fen: int) -> None:
    columns = [header if name == "发放金额" else name for name in bureau.payout_header]
    bureau.xlsx("a.xlsx", columns, bureau.payout(发放金额=cell))
    bureau.bring()
    assert bureau.table()[0]["amount_fen"] == fen


def test_a_unit_in_a_line_above_the_table_is_honoured_but_not_the_bureaus_name(bureau) -> None:
    bureau.xlsx("a.xlsx", ["填报单位:民政局"], ["单位:万元"], bureau.payout_header, bureau.payout(发放金额=0.5))
    assert bureau.one().bureau == "民政局"
    assert bureau.table()[0]["amount_fen"] == 500000


@pytest.mark.parametrize(
    ("header", "cell", "mu"), [("面积(亩)", 3, 3.0), ("面积（公顷）", 2, 30.0), ("补贴面积(㎡)", 2000, 3.0)]
)
def test_areas_of_land_become_mu(bureau, header: str, cell: float, mu: float) -> None:
    row = bureau.payout(补贴项目="耕地地力保护补贴")
    bureau.xlsx("a.xlsx", [*bureau.payout_header, header], [*row, cell])
    bureau.bring()
    assert bureau.table()[0]["area_mu"] == pytest.approx(mu)


def test_floor_areas_stay_square_metres(bureau) -> None:
    header = ["权利人", "证件号码", "建筑面积（m²）", "房屋性质", "登记时间"]
    bureau.xlsx("a.xlsx", header, ["王芳", bureau.id(), 98.5, "市场化商品房", "2020-01-02"])
    assert bureau.one().kind == "property"
    (row,) = bureau.table("property")
    assert (row["floor_area_m2"], row["kind"], row["known"]) == (98.5, "commercial_flat", date(2020, 1, 2))


def _fifteen(whole: str) -> str:
    return whole[:6] + whole[8:17]


def test_a_15_digit_id_joins_the_same_persons_18_digits(bureau) -> None:
    bureau.payouts(bureau.payout(), bureau.payout(身份证号=_fifteen(bureau.id()), 所属期="202406"))
    bureau.bring()
    assert [row["id_status"] for row in bureau.table()] == ["valid", "upgraded"]
    assert bureau.ids() == [bureau.id(), bureau.id()]
    assert {row["id_status"] for row in bureau.table("person")} == {"valid"}


@pytest.mark.parametrize("register_first", [True, False])
def test_the_register_settles_the_century_of_15_digits(bureau, register_first: bool) -> None:
    young = bureau.id(5, born="20120304")
    register = lambda: bureau.residents(bureau.resident(身份证号=young))  # noqa: E731
    bureau.payouts(bureau.payout(身份证号=_fifteen(young)))
    if register_first:
        register()
        bureau.bring()
    else:
        bureau.bring()
        assert bureau.ids() == [bureau.id(5, born="19120304")]
        register()
        bureau.bring()
    assert bureau.ids() == [young]
    (row,) = bureau.table()
    assert row["award_key"] == bureau.keys.award(row["person_key"], "dibao")
    assert Identities(bureau.home).person_key(_fifteen(young)) == bureau.keys.person(young)


def test_lower_case_x_full_width_digits_and_blanks_are_the_same_id(bureau) -> None:
    whole = next(bureau.id(n) for n in range(1, 99) if bureau.id(n).endswith("X"))
    wide = whole.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789X"})
    spellings = [whole, whole.lower(), wide, f" {whole[:6]} {whole[6:]}", f"'{whole}", f"{whole}\t"]
    bureau.payouts(*(bureau.payout(身份证号=spelling) for spelling in spellings))
    bureau.bring()
    assert set(bureau.ids()) == {whole}


@pytest.mark.parametrize("eaten", ["6.22801E+17", 9.90101196001e17])
def test_an_id_eaten_by_a_spreadsheet_is_never_joined_to_anyone(bureau, eaten: object) -> None:
    bureau.residents(bureau.resident())
    bureau.xlsx(
        "a.xlsx",
        bureau.payout_header,
        bureau.payout(身份证号=eaten),
        bureau.payout(身份证号=eaten, 姓名="李明"),
        bureau.payout(身份证号=eaten, 村="下河村"),
        bureau.payout(身份证号=eaten, 所属期="202406"),
    )
    bureau.bring()
    rows = bureau.table()
    registered = {row["person_key"] for row in bureau.table("resident")}
    assert {row["id_status"] for row in rows} == {"damaged"}
    assert not registered & {row["person_key"] for row in rows}
    # Another name or village is another person; the same name in the same village is one.
    assert len({row["person_key"] for row in rows}) == 3


def test_an_eaten_id_that_passes_its_check_by_chance_is_not_trusted_beside_others(bureau) -> None:
    first_14 = "99010119600101"
    by_chance = next(whole for n in range(10) if (whole := bureau.id(n * 100, division=first_14[:6])).endswith("000"))
    bureau.payouts(bureau.payout(身份证号=by_chance), name="alone.csv")
    bureau.payouts(
        bureau.payout(身份证号=by_chance, 所属期="202306", 发放日期="2023-06-01"),
        bureau.payout(身份证号="990101196501013000", 所属期="202306", 发放日期="2023-06-01"),
        name="eaten.csv",
    )
    bureau.bring()
    assert [row["id_status"] for row in bureau.table()] == ["valid", "damaged", "damaged"]


def test_an_id_that_fails_its_check_is_kept_and_flagged(bureau) -> None:
    wrong = bureau.id()[:-1] + ("1" if bureau.id()[-1] != "1" else "2")
    bureau.payouts(bureau.payout(身份证号=wrong), bureau.payout(身份证号="990101196013011234"))
    assert bureau.one().accepted == 2
    assert [row["id_status"] for row in bureau.table()] == ["bad_check", "bad_birth"]


def test_placeholders_in_the_id_column_do_not_make_strangers_one(bureau) -> None:
    bureau.payouts(
        bureau.payout(身份证号="123", 姓名="王芳"),
        bureau.payout(身份证号="123", 姓名="李明"),
        bureau.payout(身份证号="无"),
    )
    file = bureau.one()
    assert [(count.code, count.rows) for count in file.rejected] == [("no-resident-id", 1)]
    assert len({row["person_key"] for row in bureau.table()}) == 2


def test_a_damaged_account_is_no_account(bureau) -> None:
    bureau.payouts(bureau.payout(1, 银行账号="6.217E+18"), bureau.payout(2, 银行账号="6.217E+18"), bureau.payout(3))
    bureau.bring()
    assert [row["account_key"] is None for row in bureau.table()] == [True, True, False]


def test_blanks_and_dots_in_names_do_not_make_two_people_of_one(bureau) -> None:
    names = ["阿卜·杜", "阿卜•杜", "阿卜.杜", " 阿 卜・杜"]
    bureau.payouts(*(bureau.payout(姓名=name) for name in names))
    bureau.bring()
    assert len({row["name_key"] for row in bureau.table()}) == 1


@pytest.mark.parametrize(
    "cell",
    [
        "2024-05-11",
        "2024年5月11日",
        "2024/5/11",
        "20240511",
        20240511,
        45423,
        "45423",
        date(2024, 5, 11),
        datetime(2024, 5, 11, 9),
    ],
)
def test_every_form_of_a_date_is_the_same_day(bureau, cell: object) -> None:
    bureau.xlsx("a.xlsx", bureau.payout_header, bureau.payout(发放日期=cell))
    bureau.bring()
    assert bureau.table()[0]["pay_date"] == date(2024, 5, 11)


def test_a_date_that_is_only_a_month_is_its_last_day(bureau) -> None:
    bureau.payouts(bureau.payout(发放日期="202405"))
    bureau.bring()
    assert bureau.table()[0]["pay_date"] == date(2024, 5, 31)


def test_without_a_day_of_payment_the_end_of_the_period_counts_and_the_report_says_so(bureau) -> None:
    bureau.payouts(bureau.payout(发放日期="", 所属期="2024年第一季度"))
    assert any("所属期最后一天" in note for note in bureau.one().notes)
    assert (bureau.table()[0]["pay_date"], bureau.table()[0]["period"]) == (date(2024, 3, 31), 202403)


def test_rows_that_repeat_in_good_faith_are_kept_and_back_pay_is_marked(bureau) -> None:
    bureau.payouts(bureau.payout(), bureau.payout(), bureau.payout(备注="补发4月"))
    bureau.bring()
    assert [row["back_pay"] for row in bureau.table()] == [False, False, True]
    assert len({row["payout_key"] for row in bureau.table()}) == 3


def test_the_programme_is_taken_from_the_title_where_no_column_names_it(bureau) -> None:
    header = [name for name in bureau.payout_header if name != "补贴项目"]
    row = [cell for name, cell in zip(bureau.payout_header, bureau.payout(), strict=True) if name != "补贴项目"]
    bureau.xlsx("whatever.xlsx", ["某某县2024年高龄津贴发放花名册"], header, row)
    assert bureau.one().programmes == ("gaoling",)


def test_the_programme_is_taken_from_the_sheets_name_where_nothing_else_names_it(bureau) -> None:
    header = [name for name in bureau.payout_header if name != "补贴项目"]
    row = [cell for name, cell in zip(bureau.payout_header, bureau.payout(), strict=True) if name != "补贴项目"]
    bureau.book("a.xlsx", {"低保": [header, row], "五保": [header, row]})
    assert bureau.one().programmes == ("dibao", "tekun")


def test_a_header_printed_on_every_page_and_a_line_of_column_numbers_are_titles(bureau) -> None:
    numbers = list(range(1, 11))
    bureau.xlsx("a.xlsx", bureau.payout_header, numbers, bureau.payout(1), bureau.payout_header, bureau.payout(2))
    file = bureau.one()
    assert (file.accepted, file.titles) == (2, 3)


def test_blank_rows_between_records_are_nothing_and_keep_the_numbers_right(bureau) -> None:
    bureau.xlsx("a.xlsx", bureau.payout_header, [], bureau.payout(), [], [""], bureau.payout(2))
    assert bureau.one().read == 3
    assert [row["source_row"] for row in bureau.table()] == [3, 6]


def test_a_village_listed_without_its_township_is_the_only_one_of_that_name(bureau) -> None:
    bureau.residents(bureau.resident(1), bureau.resident(2, 村="下河村", 乡镇="西川乡"))
    bureau.payouts(bureau.payout(1, 乡镇=""), bureau.payout(2, 乡镇="西川", 村="下河"))
    bureau.bring()
    assert {row["village_key"] for row in bureau.table()} == {row["village_key"] for row in bureau.table("resident")}


def test_villages_of_one_name_in_two_townships_are_two(bureau) -> None:
    bureau.payouts(bureau.payout(1), bureau.payout(2, 乡镇="西川乡"))
    bureau.bring()
    assert len({row["village_key"] for row in bureau.table()}) == 2


def test_files_are_known_by_their_headers_whatever_they_are_called(bureau) -> None:
    bureau.csv("农村低保_2024.csv", bureau.resident_header, bureau.resident())
    bureau.csv("户籍人口.csv", bureau.payout_header, bureau.payout())
    kinds = {file.name: file.kind for file in bureau.bring().files}
    assert kinds == {"农村低保_2024.csv": "resident", "户籍人口.csv": "payout"}


def test_a_workbook_called_csv_and_a_text_called_xls_are_read_for_what_they_are(bureau) -> None:
    bureau.xlsx("a.xlsx", bureau.payout_header, bureau.payout(1)).rename(bureau.folder / "a.csv")
    bureau.csv("b.xls", bureau.payout_header, bureau.payout(2), separator="\t", encoding="gb18030")
    assert bureau.bring().accepted == 2


def test_the_warehouse_holds_no_identity_in_any_file(bureau) -> None:
    bureau.residents(bureau.resident())
    bureau.payouts(bureau.payout())
    bureau.bring()
    held = b"".join(file.read_bytes() for file in warehouse.current(bureau.home).folder.iterdir())
    rows = "".join(str(bureau.table(name)) for name in ("payout", "person", "resident"))
    for secret in (bureau.id(), "王芳", "62170000"):
        assert secret.encode() not in held
        assert secret not in rows


def test_a_monthly_list_may_name_its_month_in_the_title_only(bureau) -> None:
    header = ["姓名", "身份证号", "乡镇", "村", "金额"]
    bureau.xlsx("a.xlsx", ["某某县2024年5月农村低保发放表"], header, ["王芳", bureau.id(), "东山镇", "上河村", 410])
    bureau.bring()
    (row,) = bureau.table()
    assert (row["programme"], row["period"], row["pay_date"]) == ("dibao", 202405, date(2024, 5, 31))


def test_a_month_without_its_year_takes_the_titles(bureau) -> None:
    header = ["姓名", "身份证号", "月份", "金额"]
    bureau.xlsx("a.xlsx", ["2024年度农村低保"], ["填表日期:2025年1月3日"], header, ["王芳", bureau.id(), "5月", 410])
    bureau.bring()
    assert bureau.table()[0]["period"] == 202405


def test_a_row_that_says_neither_day_nor_period_is_not_given_the_day_the_sheet_was_filled_in(bureau) -> None:
    header = ["姓名", "身份证号", "补贴项目", "金额"]
    bureau.xlsx("a.xlsx", ["填表日期:2025年1月3日"], header, ["王芳", bureau.id(), "农村低保", 410])
    with pytest.raises(UnknownFile, match="发放日期"):
        bureau.bring()


def test_a_list_of_party_members_with_other_columns_is_one_if_it_speaks_of_the_party(bureau) -> None:
    bureau.csv("a.csv", ["姓名", "身份证号", "入党时间", "荣誉"], ["王芳", bureau.id(), "1999-07-01", "无"])
    assert bureau.one().kind == "party_member"


def test_a_register_without_household_numbers_groups_by_the_heads_id(bureau) -> None:
    header = ["姓名", "公民身份号码", "户主身份证号", "与户主关系", "户籍地址"]
    rows = [
        ["王芳", bureau.id(1), bureau.id(1), "户主", "某县东山镇上河村"],
        ["李明", bureau.id(2), bureau.id(1), "丈夫", "某县东山镇上河村"],
    ]
    bureau.csv("a.csv", header, *rows)
    bureau.bring()
    found = bureau.table("resident")
    assert len({row["household_key"] for row in found}) == 1
    assert [row["relation"] for row in found] == ["head", "spouse"]
    assert bureau.table("division")[0]["village"] == "上河村"


def test_a_registry_row_handed_in_twice_counts_once_and_is_sent_back(bureau) -> None:
    bureau.residents(bureau.resident(1), bureau.resident(2), bureau.resident(1))
    assert [(count.code, count.rows) for count in bureau.one().rejected] == [("repeated-row", 1)]
    assert len(bureau.table("resident")) == 2


def test_two_parcels_of_one_size_are_two(bureau) -> None:
    bureau.csv("a.csv", ["姓名", "身份证号", "确权面积(亩)"], ["王芳", bureau.id(), 2], ["王芳", bureau.id(), 2])
    bureau.bring()
    assert [row["contracted_mu"] for row in bureau.table("land")] == [2.0, 2.0]


def test_a_rare_letter_of_a_name_is_one_in_every_encoding(bureau) -> None:
    old = "王".encode("gb18030") + b"\xfe\x59"
    row = ",".join(bureau.payout(姓名="@")).encode("gb18030").replace(b"@", old)
    bureau.raw("a.csv", ",".join(bureau.payout_header).encode("gb18030") + b"\n" + row)
    bureau.payouts(bureau.payout(2, 姓名="王\u9fb4"), name="b.csv")
    bureau.bring()
    assert len({row["name_key"] for row in bureau.table()}) == 1


def test_numbers_exported_with_a_float_tail_are_read_as_what_they_were(bureau) -> None:
    short = _fifteen(bureau.id())
    bureau.payouts(
        bureau.payout(身份证号=f"{short}.0", 所属期="202405.0", 发放日期="20240511.0", 银行账号="6217000012.0")
    )
    bureau.csv("d.csv", ["姓名", "身份证号", "残疾等级", "有效期至"], ["王芳", bureau.id(), "2.0", "20300101.0"])
    bureau.bring()
    (row,) = bureau.table()
    assert (row["id_status"], row["period"], row["pay_date"]) == ("upgraded", 202405, date(2024, 5, 11))
    assert bureau.table("disability")[0]["level"] == 2
    account = row["account_key"]
    assert Identities(bureau.home).accounts([account]) == {account: "6217000012"}


def test_a_long_number_with_a_float_tail_has_lost_digits(bureau) -> None:
    bureau.payouts(bureau.payout(身份证号=f"{bureau.id()[:17]}2.0", 银行账号="6217000114300464128.0"))
    bureau.bring()
    (row,) = bureau.table()
    assert (row["id_status"], row["account_key"]) == ("damaged", None)


def test_a_period_nobody_can_read_is_none_and_not_the_month_of_payment(bureau) -> None:
    bureau.payouts(
        bureau.payout(所属期="本期", 发放日期="2024-05-11"),
        bureau.payout(所属期="202413", 发放日期="2024-05-20"),
        bureau.payout(所属期="", 发放日期="2024-05-21"),
        bureau.payout(所属期="一季度", 发放日期="2024-05-22"),
    )
    report = bureau.one()
    assert [row["period"] for row in bureau.table()] == [None, None, 202405, 202403]
    assert any("所属期" in note and "202413、本期" in note for note in report.notes)


def test_a_quarter_takes_its_year_from_the_title(bureau) -> None:
    bureau.xlsx(
        "a.xlsx", ["2023年低保发放表"], bureau.payout_header, bureau.payout(所属期="四季度", 发放日期="2024-01-11")
    )
    bureau.bring()
    assert [row["period"] for row in bureau.table()] == [202312]


def test_a_corrected_list_takes_the_place_of_one_whose_periods_nobody_could_read(bureau) -> None:
    bureau.payouts(bureau.payout(1, 所属期="本期"), bureau.payout(2), bureau.payout(3), name="a.csv")
    bureau.bring()
    bureau.payouts(bureau.payout(1), bureau.payout(2), bureau.payout(3), name="b.csv")
    bureau.bring()
    assert [row["period"] for row in bureau.table()] == [202405, 202405, 202405]


def test_months_of_payment_that_lost_their_0_are_refused_unless_the_column_tells(bureau) -> None:
    rows = [bureau.payout(n, 所属期="", 发放日期=month) for n, month in enumerate((2024.1, 2024.9), 1)]
    bureau.xlsx("a.xlsx", bureau.payout_header, *rows)
    report = bureau.one()
    assert [(count.code, count.rows) for count in report.rejected] == [("eaten-month", 1)]
    bureau.xlsx("a.xlsx", bureau.payout_header, *rows, bureau.payout(3, 所属期="", 发放日期=2024.08))
    bureau.bring()
    assert [row["period"] for row in bureau.table()] == [202410, 202409, 202408]
