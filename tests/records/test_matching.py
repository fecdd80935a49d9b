"""Verification lines find their award, or are listed."""


def test_a_line_finds_its_award_by_id_and_programme(bureau) -> None:
    bureau.payouts(bureau.payout(1))
    bureau.findings(bureau.finding(1))
    matches = bureau.bring().matches
    assert (matches.lines, matches.matched, matches.by_name) == (1, 1, 0)
    assert bureau.table("finding")[0]["award_key"] == bureau.table()[0]["award_key"]


def test_spelling_of_the_id_does_not_matter(bureau) -> None:
    whole = bureau.id(1)
    bureau.payouts(bureau.payout(1))
    bureau.findings(
        bureau.finding(1, 身份证号=whole[:6] + whole[8:17]), bureau.finding(1, 身份证号=f" {whole} ", 批次="2")
    )
    assert bureau.bring().matches.matched == 2


def test_a_line_for_another_programme_or_person_is_listed_without_identity(bureau) -> None:
    bureau.payouts(bureau.payout(1))
    bureau.findings(bureau.finding(1, 补贴项目="高龄津贴"), bureau.finding(2), bureau.finding(1, 补贴项目="没听说过"))
    report = bureau.bring()
    assert [(line.file, line.row, line.programme) for line in report.matches.unmatched] == [
        ("v.csv", 2, "gaoling"),
        ("v.csv", 3, "dibao"),
        ("v.csv", 4, None),
    ]
    assert bureau.id(1) not in report.to_json()
    assert "王芳" not in report.to_json()
    assert {row["award_key"] for row in bureau.table("finding")} == {None}


def test_a_line_is_matched_when_its_payouts_come_later(bureau) -> None:
    bureau.findings(bureau.finding(1))
    assert bureau.bring().matches.matched == 0
    bureau.payouts(bureau.payout(1))
    assert bureau.bring().matches.matched == 1


def test_a_damaged_id_is_matched_by_name_village_and_programme_where_only_one_fits(bureau) -> None:
    bureau.payouts(bureau.payout(1), bureau.payout(2, 姓名="李明"))
    bureau.findings(bureau.finding(1, 身份证号="9.90101E+17"))
    matches = bureau.bring().matches
    assert (matches.matched, matches.by_name) == (1, 1)


def test_a_sound_line_finds_the_only_damaged_payouts_of_that_name(bureau) -> None:
    bureau.payouts(bureau.payout(1, 身份证号="9.90101E+17"))
    bureau.findings(bureau.finding(1))
    matches = bureau.bring().matches
    assert (matches.matched, matches.by_name) == (1, 1)


def test_a_damaged_id_is_not_matched_where_two_fit_or_its_digits_disagree(bureau) -> None:
    bureau.payouts(bureau.payout(1), bureau.payout(2), bureau.payout(3, 姓名="李明"))
    bureau.findings(
        bureau.finding(1, 身份证号="9.90101E+17"),
        bureau.finding(1, 身份证号="1.23456E+17", 姓名="李明", 批次="2"),
        bureau.finding(1, 身份证号="9.90101E+17", 姓名="李明", 村="下河村", 批次="3"),
    )
    assert bureau.bring().matches.matched == 0


def test_two_sound_ids_of_one_name_are_never_matched(bureau) -> None:
    bureau.payouts(bureau.payout(1))
    bureau.findings(bureau.finding(2))
    assert bureau.bring().matches.matched == 0


def test_recovered_money_and_dates_come_with_the_outcome(bureau) -> None:
    bureau.payouts(bureau.payout(1))
    bureau.findings(bureau.finding(1))
    bureau.bring()
    (row,) = bureau.table("finding")
    assert (row["result"], row["recovered_fen"], row["batch"], row["disposal"]) == (
        "confirmed",
        41050,
        "1",
        "停发并追缴",
    )
    assert row["known"] == row["verified"]
