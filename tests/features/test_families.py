"""Each family tells "no data" from "nothing odd", and more of the odd thing never lowers its column."""

import math
import re
from datetime import date
from typing import Any

import pandas as pd
import pytest

from features.catalogue import families
from features.table import as_of_table

from .conftest import World, award, payout

DAY = date(2024, 12, 31)


def months(person: str, first: int, last: int, **more: Any) -> list[dict[str, Any]]:
    return [payout(person, date(2024, month, 10), **more) for month in range(first, last + 1)]


def resident(person: str, household: str = "h1", born: int = 1960, **more: Any) -> dict[str, Any]:
    row = {"person_key": person, "household_key": household, "relation": "head", "birth": date(born, 1, 1)}
    return row | {"village_key": 1} | more


def row(snapshot: Any, person: str = "A", programme: str = "dibao", day: date = DAY) -> "pd.Series[float]":
    return as_of_table(snapshot, day).loc[award(person, programme)]


def test_without_a_death_register_nothing_is_said_of_deaths(world: World) -> None:
    assert math.isnan(row(world(payout=months("A", 1, 6)))["after_death_payouts"])


def test_somebody_alive_in_a_county_with_a_death_register_has_zero_payouts_after_death(world: World) -> None:
    dead = [{"person_key": "B", "death_date": date(2024, 1, 1)}]
    assert row(world(payout=months("A", 1, 6), death=dead))["after_death_payouts"] == 0


def test_every_month_paid_after_a_death_counts(world: World) -> None:
    dead = [{"person_key": "A", "death_date": date(2024, 3, 1), "registered": date(2024, 4, 1)}]
    found = row(world(payout=months("A", 1, 6), death=dead))
    assert (found["after_death_payouts"], found["death_lag_days"]) == (4, 31)


def test_an_account_of_strangers_counts_persons_households_and_the_cadre_among_them(world: World) -> None:
    paid = [line for person in "ABC" for line in months(person, 1, 2, account_key="one")]
    people = [resident(person, f"h{person}") for person in "ABC"]
    cadres = [{"person_key": "C", "post": "director", "village_key": 1}]
    found = row(world(payout=paid, resident=people, cadre=cadres))
    assert (found["account_persons"], found["account_households"], found["account_outsiders"]) == (3, 3, 2)
    assert found["account_of_cadre"] == 1


def test_a_family_sharing_one_account_has_no_outsiders_on_it(world: World) -> None:
    paid = [line for person in "AB" for line in months(person, 1, 2, account_key="one")]
    assert row(world(payout=paid, resident=[resident("A"), resident("B")]))["account_outsiders"] == 0


def test_a_scrapped_car_is_not_a_car_in_use(world: World) -> None:
    cars = [
        {"person_key": "B", "kind": "car", "price_fen": 10_000_000, "status": status, "registered": date(2020, 1, 1)}
        for status in ("normal", "scrapped")
    ]
    found = row(world(payout=months("A", 1, 2), resident=[resident("A"), resident("B")], vehicle=cars))
    assert (found["vehicles"], found["vehicles_gone"], found["vehicle_yuan_max"]) == (1, 1, 100_000)


def car(**more: Any) -> dict[str, Any]:
    return {
        "person_key": "A",
        "kind": "car",
        "price_fen": 100,
        "registered": date(2020, 1, 1),
        "status": "normal",
    } | more


@pytest.mark.parametrize(
    ("table", "told", "untold", "column", "expected"),
    [
        ("vehicle", car(), {"status": None}, "vehicles", 1),
        ("vehicle", car(status="scrapped"), {"status": None}, "vehicles_gone", None),
        ("vehicle", car(), {"kind": None}, "vehicles", None),
        ("vehicle", car(kind="tricycle"), {"kind": None}, "light_vehicles", None),
        ("property", {"person_key": "A", "kind": "commercial_flat"}, {"kind": None}, "flats", None),
        (
            "enterprise",
            {"person_key": "A", "kind": "company", "status": "active"},
            {"status": None},
            "companies_active",
            1,
        ),
        (
            "enterprise",
            {"person_key": "A", "kind": "company", "status": "active"},
            {"kind": None},
            "companies_active",
            1,
        ),
        ("enterprise", {"person_key": "A", "kind": "sole_trader"}, {"kind": None}, "sole_traders_active", None),
        ("official", {"person_key": "A", "kind": "regular"}, {"kind": None}, "is_official", None),
        ("official", {"person_key": "A", "kind": "retired"}, {"kind": None}, "is_paid_by_purse", None),
        ("official", {"person_key": "A", "kind": "regular"}, {"kind": None}, "household_officials", None),
    ],
)
def test_a_register_without_a_column_is_read_as_the_rules_do_or_leaves_it_unknown(
    world: World, table: str, told: dict[str, Any], untold: dict[str, Any], column: str, expected: int | None
) -> None:
    rows = {"payout": months("A", 1, 2), "resident": [resident("A")]}
    assert row(world(**rows, **{table: [told]}))[column] == 1
    found = row(world(**rows, **{table: [told | untold]}))[column]
    assert math.isnan(found) if expected is None else found == expected
    elsewhere = row(world(**rows, **{table: [told | {"person_key": "Z"}]}))[column]
    assert elsewhere == 0, "the register tells of others, so there is nothing odd here"


def test_an_official_whose_kind_is_blank_among_others_is_unknown(world: World) -> None:
    staff = [{"person_key": "A", "kind": None}, {"person_key": "Z", "kind": "regular"}]
    found = row(world(payout=months("A", 1, 2), resident=[resident("A")], official=staff))
    assert math.isnan(found["is_official"])


def test_a_person_listed_twice_lives_where_the_later_register_says(world: World) -> None:
    people = [
        resident("A", "h1", relation="head", source_file=1),
        resident("A", "h2", relation="spouse", village_key=2, source_file=2),
        resident("B", "h1"),
        resident("C", "h2"),
    ]
    cars = [car(person_key="C")]
    found = row(world(payout=months("A", 1, 2), resident=people, vehicle=cars))
    assert (found["household_members"], found["is_head"], found["village_differs"], found["vehicles"]) == (2, 0, 1, 1)


def test_land_listed_under_another_household_number_counts_for_the_registered_household(world: World) -> None:
    paid = [payout("A", date(2024, 9, 10), "gengdi", area_mu=12.0)]
    land = [
        {"person_key": "A", "household_key": "old", "contracted_mu": 8.0},
        {"person_key": "B", "contracted_mu": 4.0},
    ]
    found = row(world(payout=paid, resident=[resident("A"), resident("B")], land=land), programme="gengdi")
    assert found["area_contract_ratio"] == 1.0


def test_working_age_ends_before_the_60th_birthday_and_old_age_begins_at_65(world: World) -> None:
    people = [resident(person, born=born) for person, born in zip("ABCD", (1964, 1966, 1959, 2009), strict=True)]
    found = row(world(payout=months("A", 1, 2), resident=people))
    assert (found["household_workers"], found["household_old_young"]) == (1, 2)


def test_payouts_without_a_readable_period_count_as_payouts_but_in_no_month(world: World) -> None:
    found = row(world(payout=[*months("A", 1, 3), payout("A", date(2024, 4, 10), period=None)]))
    assert (found["payouts"], found["months_paid"], found["periods_repeated"]) == (4, 3, 0)
    unread = row(world(payout=[payout("A", date(2024, month, 10), period=None) for month in (1, 2)]))
    assert (unread["payouts"], unread["since_first_days"]) == (2, (DAY - date(2024, 1, 10)).days)
    assert math.isnan(unread["months_paid"])


def test_the_isolation_forest_is_shown_no_column_that_rests_on_hits() -> None:
    assert [family.id for family in families() if family.kind == "pattern" and re.search(r"\bhit", family.sql)] == []


def test_leased_land_explains_an_area_above_the_contract(world: World) -> None:
    paid = [payout("A", date(2024, 9, 10), "gengdi", area_mu=12.0)]
    land = [{"person_key": "A", "household_key": "h1", "contracted_mu": 8.0, "leased_mu": 4.0}]
    found = row(world(payout=paid, resident=[resident("A")], land=land), programme="gengdi")
    assert found["area_contract_ratio"] == 1.5
    assert (found["area_entitled_ratio"], found["area_excess_mu"]) == (1.0, 0.0)


def test_an_area_without_any_contract_on_file_is_unknown_not_zero(world: World) -> None:
    paid = [payout(person, date(2024, 9, 10), "gengdi", area_mu=12.0) for person in "AB"]
    land = [{"person_key": "B", "household_key": "h2", "contracted_mu": 8.0, "leased_mu": 4.0}]
    found = row(world(payout=paid, resident=[resident("A"), resident("B", "h2")], land=land), programme="gengdi")
    assert math.isnan(found["area_excess_mu"])
    assert math.isnan(found["area_entitled_ratio"])


def test_an_amount_far_above_its_peers_stands_out(world: World) -> None:
    paid = [line for person in "BCDEF" for line in months(person, 1, 3)] + months("A", 1, 3, yuan=1500)
    table = as_of_table(world(payout=paid), DAY)
    assert table.loc[award("A"), "amount_ratio_max"] == 3
    assert table["amount_z_max"].idxmax() == award("A")


def test_the_leader_s_brother_counts_as_closer_kin_than_a_clerk_s_relative(world: World) -> None:
    cadres = [
        {"person_key": "X", "post": "party_secretary", "village_key": 1},
        {"person_key": "Y", "post": "clerk", "village_key": 1},
    ]
    ties = [
        {"cadre_key": "X", "relative_key": "A", "relation": "brother"},
        {"cadre_key": "Y", "relative_key": "B", "relation": "family"},
    ]
    snapshot = world(payout=months("A", 1, 2) + months("B", 1, 2), cadre=cadres, kin=ties)
    brother, relative = row(snapshot), row(snapshot, "B")
    assert (brother["kin_of_leader"], relative["kin_of_leader"]) == (1, 0)
    assert brother["kin_closeness"] > relative["kin_closeness"] > 0


def test_two_payouts_for_one_period_are_counted_as_repeated(world: World) -> None:
    twice = [*months("A", 1, 3), payout("A", date(2024, 2, 20))]
    found = row(world(payout=twice))
    assert (found["periods_repeated"], found["months_paid"], found["payouts"]) == (1, 3, 4)


def finding(person: str, result: str, verified: date = date(2024, 7, 1)) -> dict[str, Any]:
    return {
        "award_key": award(person),
        "result": result,
        "dispatched": date(2024, 5, 1),
        "verified": verified,
        "known": verified,
    }


def test_confirmed_cases_in_a_village_raise_the_rate_of_its_other_awards(world: World) -> None:
    people = "ABCDEFGH"
    paid = [line for person in people for line in months(person, 1, 3, village_key=1 if person < "E" else 2)]
    villages = [{"village_key": number, "township_key": number} for number in (1, 2)]
    outcomes = [finding("B", "confirmed"), finding("C", "confirmed"), finding("F", "cleared"), finding("G", "cleared")]
    table = as_of_table(world(payout=paid, division=villages, finding=outcomes), DAY)
    assert table.loc[award("A"), "rate_village"] > table.loc[award("E"), "rate_village"]
    assert table.loc[award("A"), "village_excess"] > 0 > table.loc[award("E"), "village_excess"]


def test_an_award_s_own_outcome_never_enters_its_own_rates(world: World) -> None:
    paid = [line for person in "ABCD" for line in months(person, 1, 3)]
    others = [finding("B", "confirmed"), finding("C", "cleared")]
    rates = [
        row(world(payout=paid, finding=[*others, finding("A", result)])).filter(regex="^(rate_village|village_excess)$")
        for result in ("confirmed", "cleared")
    ]
    # The county's overall rate moves a little with any outcome; the village's own sums must not.
    assert (rates[0] - rates[1]).abs().max() < 0.1


def test_the_verified_awards_are_those_of_the_rule_with_the_highest_rate(world: World) -> None:
    paid = [line for person in "ABCDE" for line in months(person, 1, 3)]
    staff = [{"person_key": person, "kind": "regular"} for person in "ACDE"]
    cars = [car(person_key=person) for person in "AB"]
    outcomes = [finding("B", "confirmed"), *(finding(person, "cleared") for person in "CDE")]
    found = row(world(payout=paid, official=staff, vehicle=cars, finding=outcomes))
    assert found["rules_hit"] == 2
    assert found["rate_verified"] == 1


def test_without_any_outcome_the_rates_are_unknown(world: World) -> None:
    assert math.isnan(row(world(payout=months("A", 1, 3)))["rate_village"])


def test_a_damaged_id_on_somebodys_account_is_not_a_stranger(world: World) -> None:
    paid = [*months("A", 1, 2, account_key="one"), *months("B", 3, 3, account_key="one", id_status="damaged")]
    assert row(world(payout=paid))["account_persons"] == 1
