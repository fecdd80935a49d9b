"""Corrections of registers: what they take away, from when, and what becomes of them at the next import."""

from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pytest

from records import asof, warehouse
from records.contracts import CORRECTION
from records.decisions import correcting, facts
from records.decisions.judgements import Judgements
from records.warehouse import Snapshot

VEHICLE = ("车主姓名", "身份证号", "车辆类型", "登记日期", "购置价格", "状态")
KNOWN = date(2026, 2, 1)


@pytest.fixture
def snapshot(bureau) -> Snapshot:
    """One person with two cars, another with one."""
    bureau.csv("cars.csv", VEHICLE, car(bureau, 1, "2023-01-05"), car(bureau, 1, "2024-02-06"), car(bureau, 2))
    bureau.bring()
    return warehouse.current(bureau.home)


def car(bureau, serial: int, day: str = "2022-03-04") -> list[str]:
    return ["王芳", bureau.id(serial), "小型轿车", day, "90000", "正常"]


def correction(snapshot: Snapshot, day: date, **changes: Any) -> dict[str, Any]:
    """A correction of the car that was registered on `day`."""
    with asof.connect(snapshot, date(2026, 1, 31)) as connection:
        found = connection.execute("SELECT source_file, source_row FROM vehicle WHERE registered = ?", [day])
        (fact,) = facts.standing_at(connection, "vehicle", *found.fetchall()[0])
    row = {"id": 1, "registry": "vehicle", "person_key": fact.person_key, "fact": fact.digest, "wrong": "absent"}
    return {"date_column": None, "should_be": None, "known": KNOWN, "withdrawn": None, **row, **changes}


def registered(snapshot: Snapshot, day: date, *corrections: dict[str, Any]) -> list[date]:
    """The days of registration that a reading on `day` sees."""
    judged = Judgements(corrections=pa.Table.from_pylist(list(corrections), schema=CORRECTION))
    with asof.connect(snapshot, day, judged) as connection:
        return [row[0] for row in connection.execute("SELECT registered FROM vehicle ORDER BY 1").fetchall()]


ALL = [date(2022, 3, 4), date(2023, 1, 5), date(2024, 2, 6)]


@pytest.mark.parametrize("wrong", ["absent", "other_person"])
def test_the_wrong_fact_is_gone_and_the_other_rows_of_the_person_stay(snapshot: Snapshot, wrong: str) -> None:
    assert registered(snapshot, KNOWN, correction(snapshot, ALL[1], wrong=wrong)) == [ALL[0], ALL[2]]


def test_before_the_day_it_was_known_nothing_changes(snapshot: Snapshot) -> None:
    assert registered(snapshot, date(2026, 1, 31), correction(snapshot, ALL[1])) == ALL


def test_a_wrong_date_is_replaced_and_the_fact_stays_known_as_before(snapshot: Snapshot) -> None:
    right = date(2025, 6, 1)
    said = correction(snapshot, ALL[1], wrong="other_date", date_column="registered", should_be=right)
    assert registered(snapshot, KNOWN, said) == [ALL[0], ALL[2], right]
    judged = Judgements(corrections=pa.Table.from_pylist([said], schema=CORRECTION))
    with asof.connect(snapshot, KNOWN, judged) as connection:
        asked = connection.execute("SELECT happened, known FROM vehicle WHERE registered = ?", [right])
        assert asked.fetchall() == [(right, ALL[1])]


def test_a_withdrawn_correction_holds_until_the_day_it_was_withdrawn(snapshot: Snapshot) -> None:
    said = correction(snapshot, ALL[1], withdrawn=date(2026, 3, 1))
    assert registered(snapshot, date(2026, 2, 28), said) == [ALL[0], ALL[2]]
    assert registered(snapshot, date(2026, 3, 1), said) == ALL


def test_the_same_register_in_another_file_and_order_keeps_the_correction_and_says_it_is_still_wrong(
    bureau, snapshot: Snapshot
) -> None:
    said = correction(snapshot, ALL[1])
    bureau.csv("cars.csv", VEHICLE, car(bureau, 2), car(bureau, 1, "2024-02-06"), car(bureau, 1, "2023-01-05"))
    bureau.bring()
    again = warehouse.current(bureau.home)
    assert registered(again, KNOWN, said) == [ALL[0], ALL[2]]
    table = pa.Table.from_pylist([said], schema=CORRECTION)
    (told,) = correcting.after_import(again, table, {"vehicle"})
    assert (told.corrected, told.file, told.row) == (False, "cars.csv", 4)
    assert correcting.after_import(again, table, {"death"}) == ()


def test_a_register_that_no_longer_holds_the_fact_is_reported_as_put_right(bureau, snapshot: Snapshot) -> None:
    said = correction(snapshot, ALL[1])
    bureau.csv("cars.csv", VEHICLE, car(bureau, 2), car(bureau, 1, "2024-02-06"))
    bureau.bring()
    again = warehouse.current(bureau.home)
    (told,) = correcting.after_import(again, pa.Table.from_pylist([said], schema=CORRECTION), {"vehicle"})
    assert told.corrected
    assert registered(again, KNOWN, said) == [ALL[0], ALL[2]]


def test_a_row_the_bureau_changed_is_another_fact(bureau, snapshot: Snapshot) -> None:
    said = correction(snapshot, ALL[1])
    scrapped = [*car(bureau, 1, "2023-01-05")[:5], "报废"]
    bureau.csv("cars.csv", VEHICLE, car(bureau, 2), car(bureau, 1, "2024-02-06"), scrapped)
    bureau.bring()
    assert registered(warehouse.current(bureau.home), KNOWN, said) == ALL


def test_the_newest_day_is_also_that_of_a_correction_and_of_its_withdrawal(snapshot: Snapshot) -> None:
    said = correction(snapshot, ALL[1], withdrawn=date(2026, 3, 1))
    judged = Judgements(corrections=pa.Table.from_pylist([said], schema=CORRECTION))
    assert asof.newest_day(snapshot, judged) == date(2026, 3, 1)


def test_every_register_names_whose_fact_it_is_and_keeps_the_place_out_of_the_digest() -> None:
    row: dict[str, Any] = dict.fromkeys(facts.columns("death"))
    assert facts.digest("death", {**row, "source_row": 1}) == facts.digest("death", {**row, "source_row": 2})
    assert facts.digest("death", row) != facts.digest("death", {**row, "death_date": datetime(2024, 1, 1).date()})
