"""What an import accounts for, remembers and reports."""

import json
import stat
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records import asof, warehouse
from records.home import Home
from records.identity.identities import Identities
from records.imports.importing import import_folder

TODAY = date(2026, 1, 31)
junk = st.sampled_from(
    ["", "合计", "填表人:某", "410.5", "-1", "2024-05-11", "990101196001010015", "农村低保", "6.2E+17", "无"]
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(rows=st.lists(st.lists(junk, min_size=10, max_size=10), max_size=12))
def test_every_row_is_accounted_for_whatever_it_holds(bureau, tmp_path_factory, rows: list[list[str]]) -> None:
    bureau.home = Home(tmp_path_factory.mktemp("home"))
    bureau.payouts(bureau.payout(), *rows)
    report = bureau.bring()
    (file,) = report.files
    assert file.read == 2 + sum(any(cell for cell in row) for row in rows)
    assert file.accepted == len(bureau.table())
    assert (report.rejects is not None) == (file.rejected_rows > 0)


def test_names_and_ids_are_looked_up_by_key_and_readable_by_the_owner_only(bureau) -> None:
    bureau.payouts(bureau.payout(1, 姓名="王方"))
    bureau.residents(bureau.resident(1))
    bureau.bring()
    identities = Identities(bureau.home)
    key = identities.person_key(f" {bureau.id(1).lower()} ")
    assert key is not None
    assert identities.names([key]) == {key: "王芳"}  # the register's, not the payout list's
    assert identities.resident_ids([key]) == {key: bureau.id(1)}
    account = bureau.table()[0]["account_key"]
    assert identities.accounts([account]) == {account: "6217000000000000001"}
    assert identities.by_name("王方") == [key]
    assert identities.person_key("6.22801E+17") is None
    assert stat.S_IMODE(bureau.home.identities.stat().st_mode) == 0o600


def test_the_rejected_rows_are_readable_by_the_owner_only(bureau) -> None:
    bureau.payouts(bureau.payout(1), bureau.payout(2, 发放金额="-1"))
    assert stat.S_IMODE(Path(bureau.bring().rejects or "").stat().st_mode) == 0o600


def test_the_report_serialises_and_names_what_carries_no_date(bureau) -> None:
    bureau.residents(bureau.resident())
    bureau.csv("d.csv", ["姓名", "身份证号", "死亡日期"], ["王芳", bureau.id(), "2024-03-01"])
    header = ["车主", "车主身份证号", "机动车类型", "注册日期", "机动车状态"]
    bureau.csv("car.csv", header, ["王芳", bureau.id(), "小型普通客车", "2020.1.2", "报废"])
    report = bureau.bring()
    assert report.undated == ("resident", "vehicle.status")
    assert json.loads(report.to_json())["rows"] == {"read": 6, "accepted": 3, "rejected": 0}


def test_progress_ends_where_it_said_it_would(bureau) -> None:
    bureau.payouts(bureau.payout())
    bureau.residents(bureau.resident())
    steps: list[tuple[str, int, int]] = []
    bureau.bring(progress=lambda *step: steps.append(step))
    assert [done for _, done, _ in steps] == sorted(done for _, done, _ in steps)
    assert steps[-1][1] == steps[-1][2]


def test_a_death_is_known_from_the_day_it_was_registered(bureau) -> None:
    header = ["姓名", "身份证号", "死亡日期", "登记日期"]
    bureau.csv(
        "d.csv", header, ["王芳", bureau.id(1), "2024-03-01", "2024-06-20"], ["李明", bureau.id(2), "2024-03-01", ""]
    )
    bureau.payouts(bureau.payout(1))
    bureau.bring()
    assert [(row["happened"], row["known"]) for row in bureau.table("death")] == [
        (date(2024, 3, 1), date(2024, 6, 20)),
        (date(2024, 3, 1), date(2024, 3, 1)),
    ]
    snapshot = warehouse.current(bureau.home)
    seen = [asof.connect(snapshot, day).execute("SELECT count(*) FROM death").fetchall() for day in _days()]
    assert seen == [[(1,)], [(2,)]]


def test_the_day_a_resident_moved_in_is_when_it_happened_and_the_register_stays_always_known(bureau) -> None:
    bureau.csv(
        "r.csv",
        [*bureau.resident_header, "迁入日期"],
        [*bureau.resident(1), "2024.3.5"],
        [*bureau.resident(2), ""],
        [*bureau.resident(3), "世居"],
    )
    report = bureau.one()
    days = [(row["happened"], row["known"]) for row in bureau.table("resident")]
    assert days == [(date(2024, 3, 5), None), (None, None), (None, None)]
    assert any("迁入日期" in note for note in report.notes)


def test_a_result_without_its_day_counts_from_the_day_of_import_and_the_report_says_so(bureau) -> None:
    bureau.payouts(bureau.payout(1), bureau.payout(2))
    without = bureau.finding_header[:-1]
    bureau.csv("v.csv", without, bureau.finding(1)[:-1], bureau.finding(2, 核查结果="")[:-1])
    report = bureau.bring()
    assert [row["verified"] for row in bureau.table("finding")] == [TODAY, None]
    assert any("1 行有核查结果而没有核查日期" in note for file in report.files for note in file.notes)
    snapshot = warehouse.current(bureau.home)
    count = asof.connect(snapshot, TODAY).execute("SELECT count(*), min(known) FROM outcome").fetchone()
    assert count == (1, TODAY)


@pytest.mark.parametrize("word", ["核查中", "尚未核实", "待核实", "待定", "未核实", "正在核查"])
def test_what_is_still_out_is_no_outcome(bureau, word: str) -> None:
    bureau.payouts(bureau.payout(1))
    bureau.findings(bureau.finding(1, 核查结果=word))
    bureau.bring()
    assert [row["result"] for row in bureau.table("finding")] == [None]


def _days() -> tuple[date, date]:
    return date(2024, 6, 19), date(2024, 6, 20)


@pytest.mark.parametrize(
    ("header", "row", "table", "expected"),
    [
        (
            ["干部姓名", "干部身份证号码", "家属姓名", "家属身份证号码", "称谓"],
            ["甲", "{1}", "乙", "{2}", "妻子"],
            "kin",
            {"relation": "spouse", "relation_name": "妻子"},
        ),
        (
            ["车主", "车主身份证号", "机动车类型", "购车价格(万元)", "注册日期", "机动车状态"],
            ["甲", "{1}", "小型普通客车", "8.5", "2020.1.2", "过户"],
            "vehicle",
            {"kind": "car", "price_fen": 8500000, "status": "transferred", "known": date(2020, 1, 2)},
        ),
        (
            ["法定代表人", "证件号码", "企业名称", "市场主体类型", "注册资本（万元）", "经营状态", "成立时间", "角色"],
            ["甲", "{1}", "某社", "农民专业合作社联合社", "100", "在营（开业）", "2020/1/2", "股东"],
            "enterprise",
            {"kind": "cooperative", "capital_fen": 100000000, "status": "active", "role": "shareholder"},
        ),
        (
            ["户主", "公民身份证号", "残疾级别", "证件有效期至", "残疾类别"],
            ["甲", "{1}", "贰级", "20301231", "肢体"],
            "disability",
            {"level": 2, "valid_until": date(2030, 12, 31), "known": None},
        ),
        (
            ["承包方代表", "承包方代表证件号码", "合同面积(公顷)", "流入面积(公顷)"],
            ["甲", "{1}", "0.5", ""],
            "land",
            {"contracted_mu": 7.5, "leased_mu": None},
        ),
        (
            ["姓名", "身份证件号码", "外迁时间", "迁移原因"],
            ["甲", "{1}", "2023年9月1日", "大中专招生"],
            "moved_away",
            {"moved": date(2023, 9, 1), "reason": "study", "reason_name": "大中专招生"},
        ),
        (
            ["姓名", "证件号码", "任职村", "所属乡镇", "村两委职务", "任职时间"],
            ["甲", "{1}", "上河", "东山镇", "村党支部书记、村委会主任", "2021-02"],
            "cadre",
            {"post": "party_secretary", "since": date(2021, 2, 28)},
        ),
        (
            ["姓名", "居民身份证号", "所在党支部", "入党时间"],
            ["甲", "{1}", "某支部", "1999-07-01"],
            "party_member",
            {"known": date(1999, 7, 1)},
        ),
        (
            ["姓名", "公民身份号码", "工作单位", "编制性质", "职务"],
            ["甲", "{1}", "某局", "事业编制", "科员"],
            "official",
            {"kind": "regular", "unit": "某局"},
        ),
    ],
)  # fmt: skip
def test_other_counties_words_for_a_registry_are_known(
    bureau, header, row, table: str, expected: dict[str, object]
) -> None:
    cells = [cell.replace("{1}", bureau.id(1)).replace("{2}", bureau.id(2)) for cell in row]
    bureau.csv("a.csv", header, cells, encoding="gb18030")
    assert bureau.one().kind == table
    (found,) = bureau.table(table)
    assert {name: found[name] for name in expected} == expected


@pytest.mark.slow
def test_the_shared_county_is_accounted_for_accepted_and_matched(shared_county: Path, home: Home) -> None:
    report = import_folder(home, shared_county)
    payouts = [file for file in report.files if file.kind == "payout"]
    assert all(file.balanced for file in report.files)
    records = sum(file.accepted + file.rejected_rows for file in payouts)
    accepted = sum(file.accepted for file in payouts)
    assert accepted == warehouse.current(home).rows("payout")
    assert accepted >= 0.995 * records
    assert report.matches.matched >= 0.97 * report.matches.lines
    assert not any(kind is None for kind in (file.kind for file in report.files))
