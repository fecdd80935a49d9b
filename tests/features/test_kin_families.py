"""Kin over two steps, concentration in the village, how an award began, and what its bureau's visits found."""

import math
from datetime import date
from typing import Any

import pandas as pd
import pytest

from features.table import as_of_table

from .conftest import World, award, payout

DAY = date(2024, 12, 31)


def months(person: str, first: int, last: int, **more: Any) -> list[dict[str, Any]]:
    return [payout(person, date(2024, month, 10), **more) for month in range(first, last + 1)]


def resident(person: str, household: str | None = None, **more: Any) -> dict[str, Any]:
    row = {"person_key": person, "household_key": household or f"h{person}", "relation": "head", "village_key": 1}
    return row | more


def row(snapshot: Any, person: str = "A", programme: str = "dibao", day: date = DAY) -> "pd.Series[float]":
    return as_of_table(snapshot, day).loc[award(person, programme)]


def finding(person: str, result: str, verified: date, programme: str = "dibao") -> dict[str, Any]:
    line = {"award_key": award(person, programme), "person_key": person, "programme": programme, "kind": "k"}
    return line | {"batch": "1", "dispatched": date(2024, 6, 1), "result": result, "verified": verified}


BROTHERS_WIFE = {
    "resident": [resident("C", "g"), resident("A", "g", relation="spouse")],
    "cadre": [{"person_key": "B", "post": "director", "village_key": 1}],
    "kin": [{"cadre_key": "B", "relative_key": "C", "relation": "brother"}],
}


def test_a_cadres_brothers_wife_is_kin_over_two_steps_and_the_brother_over_one(world: World) -> None:
    table = as_of_table(
        world(payout=[*months("A", 1, 2), *months("C", 1, 2), *months("Z", 1, 2)], **BROTHERS_WIFE), DAY
    )
    found = table[["kin_two_steps", "kin_nearness", "kin_cadres"]].loc[[award(person) for person in "ACZ"]]
    assert found.to_numpy().tolist() == [[1, 1, 1], [0, 5, 1], [0, 0, 0]]


def test_without_a_list_of_cadres_kinship_to_one_is_unknown(world: World) -> None:
    told = BROTHERS_WIFE | {"cadre": []}
    found = row(world(payout=months("A", 1, 2), **told))
    assert found[["kin_two_steps", "kin_nearness", "kin_cadres", "village_kin_times", "in_kin_household"]].isna().all()


def test_a_cadre_who_left_before_makes_nobody_kin_of_a_cadre(world: World) -> None:
    gone = BROTHERS_WIFE | {"cadre": [{"person_key": "B", "post": "director", "until": date(2023, 1, 1)}]}
    assert row(world(payout=months("A", 1, 2), **gone))["kin_nearness"] == 0


def test_the_village_tells_how_far_kin_hold_more_than_chance_and_one_where_they_do_not(world: World) -> None:
    people = [resident("B"), *(resident(f"K{n}") for n in range(3)), *(resident(f"n{n}") for n in range(30))]
    register = {
        "resident": people,
        "cadre": [{"person_key": "B", "post": "director", "village_key": 1}],
        "kin": [{"cadre_key": "B", "relative_key": f"K{n}", "relation": "brother"} for n in range(3)],
    }
    kin_only = [line for n in range(3) for line in months(f"K{n}", 1, 2)]
    found = row(world(payout=kin_only, **register), "K0")
    assert found["village_kin_times"] == pytest.approx(34 / 4)
    assert found["village_kin_p"] <= 0.01
    assert found["in_kin_household"] == 1
    others_only = row(world(payout=[*months("n1", 1, 2), *months("n2", 1, 2)], **register), "n1")
    assert (others_only["village_kin_times"], others_only["village_kin_p"], others_only["in_kin_household"]) == (
        0,
        1,
        0,
    )


def test_paid_two_months_after_moving_in_is_told_and_a_register_without_the_day_leaves_it_unknown(world: World) -> None:
    moved = row(world(payout=months("A", 5, 6), resident=[resident("A", happened=date(2024, 3, 20))]))
    assert moved["registered_to_first_months"] == 2
    assert math.isnan(row(world(payout=months("A", 5, 6), resident=[resident("A")]))["registered_to_first_months"])


def test_a_burst_within_one_month_stands_out_and_a_single_month_is_no_burst(world: World) -> None:
    twice = [*months("A", 1, 4), payout("A", date(2024, 4, 20), yuan=1500)]
    found = row(world(payout=twice))
    assert (found["payouts_month_max"], found["burst_share"], found["first_to_median"]) == (
        2,
        pytest.approx(2000 / 3500),
        1,
    )
    single = row(world(payout=months("A", 1, 1)))
    assert single["payouts_month_max"] == 1
    assert single[["burst_share", "first_to_median"]].isna().all()


def test_a_bureaus_rate_rises_with_what_was_confirmed_in_its_other_programmes(world: World) -> None:
    paid = [*months("A", 1, 2), *months("C", 1, 2, programme="tekun"), *months("D", 1, 2, programme="gengdi")]
    visits = [finding("C", "confirmed", date(2024, 7, 1), "tekun"), finding("D", "cleared", date(2024, 7, 1), "gengdi")]
    table = as_of_table(world(payout=paid, finding=visits), DAY)
    own, land = table.loc[award("A")], table.loc[award("D", "gengdi")]
    assert own["rate_bureau"] > land["rate_bureau"]
    assert (own["bureau_verified"], land["bureau_verified"]) == (1, 0)


def test_a_bureaus_rate_holds_neither_the_awards_own_outcome_nor_one_found_later(world: World) -> None:
    paid = [*months("A", 1, 2), *months("C", 1, 2), *months("D", 1, 2)]
    visits = [finding("D", "cleared", date(2024, 7, 1))]
    before = row(world(payout=paid, finding=visits), day=date(2024, 8, 1))
    later = [*visits, finding("C", "confirmed", date(2024, 9, 1))]
    assert row(world(payout=paid, finding=later), day=date(2024, 8, 1)).equals(before)
    own = [*visits, finding("A", "confirmed", date(2024, 7, 2))]
    known = row(world(payout=paid, finding=own), day=date(2024, 8, 1))
    assert known["bureau_verified"] == before["bureau_verified"] == 1
    assert known["rate_bureau"] == pytest.approx(before["rate_bureau"])


def test_without_any_outcome_a_bureau_has_no_rate(world: World) -> None:
    found = row(world(payout=months("A", 1, 2)))
    assert found[["rate_bureau", "rate_bureau_township", "bureau_verified"]].isna().all()
