"""The same file again, a corrected one, parts of a list: what the ledger makes of them."""

import pytest

from records import warehouse
from records.errors import ConflictingFiles
from records.imports.ledger import load


def ledger(bureau) -> list[tuple[str, str, int | None]]:
    return [(entry.name, entry.status, entry.replaced_by) for entry in load(warehouse.current(bureau.home).ledger)]


def test_the_same_file_again_changes_nothing(bureau) -> None:
    bureau.payouts(bureau.payout())
    first = bureau.bring()
    again = bureau.bring()
    assert (first.changed, again.changed, again.snapshot) == (True, False, first.snapshot)
    assert [file.status for file in again.files] == ["same"]


def test_the_same_content_under_two_names_counts_once(bureau) -> None:
    bureau.payouts(bureau.payout(), name="a.csv")
    bureau.payouts(bureau.payout(), name="copy of a.csv")
    assert sorted(file.status for file in bureau.bring().files) == ["imported", "same"]
    assert len(bureau.table()) == 1


def test_a_corrected_file_takes_the_place_of_the_one_it_corrects_and_both_stay_on_record(bureau) -> None:
    bureau.payouts(bureau.payout(1), bureau.payout(2), name="a.csv")
    bureau.bring()
    bureau.payouts(bureau.payout(1, 发放金额="500"), bureau.payout(2), bureau.payout(3), name="a corrected.csv")
    report = bureau.bring()
    new = next(file for file in report.files if file.status == "imported")
    assert new.replaces == ("a.csv",)
    assert sorted(row["amount_fen"] for row in bureau.table()) == [41050, 41050, 50000]
    assert ledger(bureau) == [("a.csv", "replaced", 2), ("a corrected.csv", "current", None)]


def test_a_replaced_file_handed_in_again_does_not_come_back(bureau) -> None:
    bureau.payouts(bureau.payout(1), name="a.csv")
    bureau.bring()
    bureau.payouts(bureau.payout(1, 发放金额="500"), name="b.csv")
    bureau.bring()
    report = bureau.bring()
    assert not report.changed
    assert any("取代" in note for file in report.files for note in file.notes)
    assert [row["amount_fen"] for row in bureau.table()] == [50000]


def test_parts_of_one_list_stand_side_by_side(bureau) -> None:
    bureau.payouts(bureau.payout(1), bureau.payout(2), name="东山镇.csv")
    bureau.payouts(bureau.payout(3, 乡镇="西川乡"), name="西川乡.csv")
    bureau.payouts(bureau.payout(1, 所属期="202406", 发放日期="2024-06-11"), name="6月.csv")
    bureau.bring()
    assert len(bureau.table()) == 4
    assert {status for _, status, _ in ledger(bureau)} == {"current"}


def test_a_part_that_comes_later_replaces_nothing(bureau) -> None:
    bureau.payouts(bureau.payout(1), name="a.csv")
    bureau.bring()
    bureau.payouts(bureau.payout(2), name="b.csv")
    bureau.bring()
    assert len(bureau.table()) == 2


def test_two_bureaus_may_pay_the_same_people_for_the_same(bureau) -> None:
    for name in ("民政局", "残联"):
        bureau.xlsx(f"{name}.xlsx", [f"填报单位:{name}"], bureau.payout_header, bureau.payout(1))
    bureau.bring()
    assert len(bureau.table()) == 2


def test_a_small_part_of_a_list_may_not_replace_all_of_it(bureau) -> None:
    bureau.payouts(*(bureau.payout(n) for n in range(1, 11)), name="whole.csv")
    bureau.bring()
    bureau.payouts(bureau.payout(1, 发放金额="500"), name="one row.csv")
    with pytest.raises(ConflictingFiles, match="whole corrected list"):
        bureau.bring()
    assert len(bureau.table()) == 10


def test_a_newer_register_replaces_the_older(bureau) -> None:
    bureau.residents(*(bureau.resident(n) for n in range(1, 6)), name="2024.csv")
    bureau.bring()
    bureau.residents(*(bureau.resident(n, 户号="H9") for n in range(1, 7)), name="2025.csv")
    bureau.bring()
    assert len(bureau.table("resident")) == 6
    assert len({row["household_key"] for row in bureau.table("resident")}) == 1


def test_a_supplement_to_a_register_updates_only_its_own_people(bureau) -> None:
    bureau.residents(*(bureau.resident(n) for n in range(1, 11)), name="all.csv")
    bureau.bring()
    bureau.residents(bureau.resident(1, 户号="H9"), bureau.resident(11), name="news.csv")
    bureau.bring()
    rows = bureau.table("resident")
    assert len(rows) == 11
    assert len({row["person_key"] for row in rows}) == 11
    first = load(warehouse.current(bureau.home).ledger)[0]
    assert (first.status, first.superseded, first.accepted) == ("current", 1, 10)


def test_a_batch_that_comes_back_takes_the_place_of_the_sheet_sent_out(bureau) -> None:
    bureau.payouts(bureau.payout(1), bureau.payout(2))
    bureau.findings(*(bureau.finding(n, 核查结果="", 核查日期="") for n in (1, 2)), name="out.csv")
    bureau.bring()
    bureau.findings(bureau.finding(1), bureau.finding(2, 核查结果="不属实"), name="back.csv")
    bureau.bring()
    assert sorted(row["result"] for row in bureau.table("finding")) == ["cleared", "confirmed"]


def test_rows_of_a_replaced_file_keep_their_number_in_the_ledger(bureau) -> None:
    bureau.payouts(bureau.payout(1), name="a.csv")
    bureau.residents(bureau.resident())
    bureau.bring()
    bureau.payouts(bureau.payout(1, 发放金额="500"), name="b.csv")
    bureau.bring()
    entries = {entry.number: entry.name for entry in load(warehouse.current(bureau.home).ledger)}
    assert [entries[row["source_file"]] for row in bureau.table()] == ["b.csv"]
    assert [entries[row["source_file"]] for row in bureau.table("resident")] == ["r.csv"]


def test_villages_keep_their_numbers_from_import_to_import(bureau) -> None:
    bureau.payouts(bureau.payout(1), name="b.csv")
    bureau.bring()
    before = bureau.table("division")
    bureau.payouts(bureau.payout(2, 村="下河村"), name="a.csv")
    bureau.bring()
    assert [row for row in bureau.table("division") if row in before] == before
    assert len(bureau.table("division")) == 2


def test_the_ledger_leads_from_a_row_back_to_its_sheet(bureau) -> None:
    header = bureau.payout_header
    bureau.book(
        "a.xlsx",
        {
            "城镇": [header, bureau.payout(1), bureau.payout(2)],
            "农村": [["标题"], ["说明"], header, bureau.payout(3)],
            "西川": [header, bureau.payout(4)],
        },
    )
    bureau.bring()
    (entry,) = load(warehouse.current(bureau.home).ledger)
    assert [entry.sheet_of(row) for row in (3, 4, 2, 9)] == ["城镇", "农村", "城镇、西川", ""]
