"""Lists and registers that no catalogue has seen, described in one YAML; the README's own examples are what is run."""

import re
from datetime import date
from pathlib import Path

import pytest

from records import asof, warehouse
from records.errors import BadMapping
from rules import catalogue, engine, examples

README = Path(__file__).parents[2] / "records" / "bureaus" / "README.md"
FENCED = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
HEADER = ["姓名", "身份证号", "村", "缴存单位", "月缴存额(元)", "账户状态", "开户日期", "报送日期"]


def in_readme(beginning: str) -> str:
    (found,) = (text for text in FENCED.findall(README.read_text(encoding="utf-8")) if text.startswith(beginning))
    return found


FUND, RULE, LIST = in_readme("kind: provident_fund"), in_readme("id: pays-into"), in_readme("kind: loan_interest")


def describe(bureau, text: str = FUND, name: str = "own.yaml") -> Path:
    file = bureau.home.bureaus / name
    file.write_text(text, encoding="utf-8")
    return file


def fund(bureau, *rows, name: str = "fund.csv") -> None:
    bureau.csv(name, HEADER, *rows)


def member(bureau, serial: int = 1, monthly: str = "300", state: str = "正常", reported: str = "2024-02-01"):
    return ["王芳", bureau.id(serial), "上河村", "县供销社", monthly, state, "2024-01-01", reported]


def test_a_register_described_in_one_file_becomes_a_table_and_a_rule_on_it_hits(bureau) -> None:
    describe(bureau)
    (bureau.home.rules / "own.yaml").write_text(RULE, encoding="utf-8")
    fund(bureau, member(bureau, 1), member(bureau, 2, state="封存"))
    bureau.payouts(bureau.payout(1), bureau.payout(2))
    report = bureau.bring()
    assert {file.kind for file in report.files} == {"payout", "provident_fund"}
    first, second = bureau.table("provident_fund")
    assert (first["monthly_fen"], first["state"], first["employer"]) == (30000, "paying", "县供销社")
    assert (first["happened"], first["known"], first["source_row"]) == (date(2024, 1, 1), date(2024, 2, 1), 2)
    assert first["village_key"] is not None
    assert second["state"] == "sealed"
    assert report.undated == ()
    in_force = catalogue.in_force(bureau.home)
    assert [one.problem for one in examples.check_rule(in_force, in_force.rule("pays-into-the-fund"))] == [None, None]
    with asof.connect(warehouse.current(bureau.home), date(2025, 1, 1)) as connection:
        engine.compare(connection, in_force)
        query = "SELECT person_key FROM hit JOIN award USING (award_key) WHERE rule = 'pays-into-the-fund'"
        found = connection.execute(query)
        assert found.fetchall() == [(first["person_key"],)]


def test_what_a_register_told_later_is_not_seen_before(bureau) -> None:
    describe(bureau)
    fund(bureau, member(bureau, 1), member(bureau, 2, reported="2025-06-01"))
    bureau.bring()
    with asof.connect(warehouse.current(bureau.home), date(2025, 1, 1)) as connection:
        assert connection.execute("SELECT count(*) FROM provident_fund").fetchall() == [(1,)]


def test_a_rule_on_a_register_nobody_handed_in_is_not_run(bureau) -> None:
    describe(bureau)
    (bureau.home.rules / "own.yaml").write_text(RULE, encoding="utf-8")
    bureau.payouts(bureau.payout(1))
    bureau.bring()
    in_force = catalogue.in_force(bureau.home)
    with asof.connect(warehouse.current(bureau.home), date(2025, 1, 1)) as connection:
        assert ("pays-into-the-fund", "provident_fund") in engine.compare(connection, in_force).not_run


def test_a_register_without_a_day_on_which_it_was_known_is_named_in_the_report(bureau) -> None:
    describe(bureau, FUND.replace("known: [reported, since]", "").replace("happened: since", ""))
    fund(bureau, member(bureau))
    assert bureau.bring().undated == ("provident_fund",)


def test_rows_of_a_register_are_rejected_for_the_same_reasons_as_any_others(bureau) -> None:
    describe(bureau)
    fund(bureau, member(bureau), ["王芳", "", "", "", "", "", "", ""], member(bureau, 3, reported="2031-01-01"))
    assert sorted(count.code for count in bureau.one().rejected) == ["future-date", "no-resident-id"]


def test_a_corrected_register_takes_the_place_of_the_first(bureau) -> None:
    describe(bureau)
    fund(bureau, *(member(bureau, serial) for serial in range(1, 5)))
    bureau.bring()
    fund(bureau, *(member(bureau, serial, monthly="310") for serial in range(1, 5)))
    bureau.bring()
    assert [row["monthly_fen"] for row in bureau.table("provident_fund")] == [31000] * 4


def test_a_register_stays_when_its_yaml_is_gone_and_fits_one_that_grew(bureau) -> None:
    file = describe(bureau)
    fund(bureau, member(bureau))
    bureau.bring()
    file.unlink()
    (bureau.folder / "fund.csv").unlink()
    bureau.payouts(bureau.payout(1))
    bureau.bring()
    assert len(bureau.table("provident_fund")) == 1
    describe(bureau, FUND.replace("  since:", "  months: {type: number, headers: [缴存月数]}\n  since:"))
    bureau.csv("fund2.csv", [*HEADER, "缴存月数"], [*member(bureau, 9), "14"])
    bureau.bring()
    assert [row["months"] for row in bureau.table("provident_fund")] == [None, 14.0]


def test_a_column_may_not_come_to_mean_something_else(bureau) -> None:
    describe(bureau)
    fund(bureau, member(bureau))
    bureau.bring()
    describe(bureau, FUND.replace("employer: {type: text", "employer: {type: date"))
    bureau.payouts(bureau.payout(1))
    with pytest.raises(BadMapping, match="employer that held something else"):
        bureau.bring()


@pytest.mark.parametrize(
    ("change", "to", "said"),
    [
        ("kind: provident_fund", "kind: payout", "the name payout is taken"),
        ("kind: provident_fund", "kind: select", "the name select is taken"),
        ("kind: provident_fund", "kind: 公积金", "kind"),
        ("type: yuan", "type: dollars", "columns.monthly.type"),
        ("happened: since", "happened: employer", "happened: employer is no column of type date"),
        ("person: {type: resident_id}", "who: {type: resident_id}", "resident_id"),
        (", values: {paying: [正常, 缴存], sealed: [封存]}", "", "columns.state"),
        ("happened: since", "hapened: since", "the field hapened is unknown"),
        ("title: {zh: 公积金缴存, en: provident fund}", "", "a new register needs `title`"),
        ("  reported: {type: date", "  known: {type: date", "the name known is taken"),
        ("title:", "title: [", "line"),
    ],
)
def test_a_faulty_description_is_refused_with_the_file_and_the_field(bureau, change: str, to: str, said: str) -> None:
    assert change in FUND
    describe(bureau, FUND.replace(change, to))
    bureau.payouts(bureau.payout(1))
    with pytest.raises(BadMapping, match=re.escape(said)) as error:
        bureau.bring()
    assert "own.yaml" in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        "kind: payout\ncolumns: [amount]",
        "kind: payout\ncolumns: {amount: {headers: 5}}",
        "kind: payout\ncolumns: {amount: {headers: {a: b}}}",
        "kind: payout\ncolumns: {amount: 到手金额}",
        "kind: payout\nlimits: much",
        "kind: finding\ncolumns: {result: {values: [属实]}}",
        "programmes: [a, b]",
        "programmes: {dibao: 5}",
        "programmes: {new: {name: 新}}",
        "- kind",
        "kind: [payout]",
    ],
)
def test_a_misshapen_yaml_gets_one_sentence(bureau, text: str) -> None:
    describe(bureau, text)
    bureau.payouts(bureau.payout(1))
    with pytest.raises(BadMapping, match=r"own\.yaml"):
        bureau.bring()


def test_a_payout_list_of_its_own_has_the_programme_and_unit_its_yaml_says(bureau) -> None:
    describe(bureau, LIST)
    bureau.csv("loan.csv", ["姓名", "身份证号", "贴息额", "贴息日"], ["王芳", bureau.id(1), "0.12", "2025-03-01"])
    bureau.payouts(bureau.payout(2))
    bureau.bring()
    rows = {row["programme"]: row["amount_fen"] for row in bureau.table()}
    assert rows == {"chuangye": 120000, "dibao": 41050}
    assert "chuangye" in {row["programme"] for row in bureau.table("programme")}


def test_what_a_map_said_is_known_to_the_next_import(bureau, tmp_path) -> None:
    mapping = tmp_path / "headers.yaml"
    mapping.write_text(LIST, encoding="utf-8")
    header = ["姓名", "身份证号", "贴息额", "贴息日"]
    bureau.csv("loan.csv", header, ["王芳", bureau.id(1), "0.12", "2025-03-01"])
    bureau.bring(mapping=mapping)
    bureau.csv("more.csv", header, ["王芳", bureau.id(2), "0.2", "2025-03-01"])
    bureau.bring()
    assert len(bureau.table()) == 2
    assert [file.name for file in bureau.home.bureaus.iterdir()] == ["headers.yaml"]


def test_a_map_is_not_kept_when_the_import_fails(bureau, tmp_path) -> None:
    mapping = tmp_path / "headers.yaml"
    mapping.write_text(LIST, encoding="utf-8")
    bureau.csv("a.csv", ["甲", "乙"], ["1", "2"])
    with pytest.raises(Exception, match="header"):
        bureau.bring(mapping=mapping)
    assert list(bureau.home.bureaus.iterdir()) == []


def test_a_programme_keeps_its_name_when_its_yaml_is_gone(bureau) -> None:
    file = describe(bureau, "programmes: {new: {name: 新补贴, rhythm: month, paid_to: person}}")
    bureau.payouts(bureau.payout(1, 补贴项目="新补贴"))
    bureau.bring()
    file.unlink()
    bureau.payouts(bureau.payout(2, 补贴项目="新补贴"), name="b.csv")
    bureau.bring()
    assert [row["programme"] for row in bureau.table()] == ["new", "new"]
