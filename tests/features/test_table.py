"""The feature table as a whole: its dictionary, its shape, and that it never sees what was known later."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from features import by_rule, catalogue
from features.catalogue import columns, families
from features.table import as_of_table
from records.contracts import OUTCOME
from records.decisions.judgements import Judgements

from .conftest import World, award, payout

DAY = date(2024, 6, 30)


def months(person: str, first: int, last: int, **more: Any) -> list[dict[str, Any]]:
    return [payout(person, date(2024, month, 10), **more) for month in range(first, last + 1)]


def test_there_are_at_least_35_columns_and_each_one_says_what_it_is() -> None:
    dictionary = columns()
    assert len({column.name for column in dictionary}) == len(dictionary) >= 35
    for column in dictionary:
        assert all((column.unit, column.zh, column.en)), column.name
        assert column.sentence.endswith("。"), column.name


def test_only_the_columns_of_rules_are_called_like_a_rule_s() -> None:
    """A county's own rule takes its columns' names from its id, whatever that is."""
    prefixed = [column for column in columns() if column.name.startswith(("band_", "strength_"))]
    assert {column.family for column in prefixed} == {by_rule.FAMILY}


def test_the_version_follows_the_code_that_makes_the_table(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shutil.copytree(catalogue.ROOT / "features", tmp_path / "features")
    monkeypatch.setattr(catalogue, "ROOT", tmp_path)
    catalogue.version.cache_clear()
    before = catalogue.version()
    with (tmp_path / "features" / "base.py").open("a") as file:
        file.write("# another table\n")
    catalogue.version.cache_clear()
    after = catalogue.version()
    catalogue.version.cache_clear()
    assert after != before


def test_every_family_names_the_behaviour_it_sees_in_both_languages() -> None:
    assert all(family.behaviour.zh and family.behaviour.en for family in families())


def test_the_table_has_one_row_per_award_and_the_columns_of_the_dictionary(world: World) -> None:
    snapshot = world(payout=months("A", 1, 6) + months("B", 1, 3))
    table = as_of_table(snapshot, DAY)
    assert list(table.columns) == [column.name for column in columns()]
    assert set(table.index) == {award("A"), award("B")}
    assert (table.dtypes == "float64").all()


def test_a_cohort_gets_the_same_values_as_the_whole_table(world: World) -> None:
    snapshot = world(payout=[*months("A", 1, 6), *months("B", 1, 3), *months("C", 2, 5, yuan=900)])
    whole = as_of_table(snapshot, DAY)
    part = as_of_table(snapshot, DAY, pa.array([award("B")]))
    pd.testing.assert_frame_equal(part, whole.loc[[award("B")]])


def test_an_award_nobody_has_seen_yet_is_left_out_of_the_cohort(world: World) -> None:
    snapshot = world(payout=[*months("A", 1, 6), payout("B", date(2024, 9, 10))])
    assert list(as_of_table(snapshot, DAY, pa.array([award("A"), award("B")])).index) == [award("A")]


LATER: dict[str, list[dict[str, Any]]] = {
    "resident": [
        {
            "person_key": "A",
            "household_key": "h2",
            "relation": "spouse",
            "birth": date(1990, 1, 1),
            "village_key": 2,
            "name_key": "another",
            "source_file": 2,
            "known": date(2024, 8, 1),
        }
    ],
    "payout": [payout("A", date(2024, 9, 10), yuan=90000, account_key="accB", area_mu=99.0)],
    "death": [{"person_key": "A", "death_date": date(2024, 2, 1), "known": date(2024, 8, 1)}],
    "official": [{"person_key": "A", "kind": "regular", "known": date(2024, 8, 1)}],
    "cadre": [{"person_key": "B", "village_key": 1, "post": "director", "known": date(2024, 8, 1)}],
    "kin": [{"cadre_key": "B", "relative_key": "A", "relation": "brother", "known": date(2024, 8, 1)}],
    "moved_away": [{"person_key": "A", "moved": date(2024, 1, 1), "known": date(2024, 8, 1)}],
    "disability": [{"person_key": "A", "level": 1, "known": date(2024, 8, 1)}],
    "vehicle": [{"person_key": "A", "kind": "car", "price_fen": 1, "status": "normal", "known": date(2024, 8, 1)}],
    "property": [{"person_key": "A", "kind": "commercial_flat", "floor_area_m2": 90.0, "known": date(2024, 8, 1)}],
    "enterprise": [{"person_key": "A", "kind": "company", "status": "active", "known": date(2024, 8, 1)}],
    "land": [{"person_key": "A", "household_key": "h1", "contracted_mu": 9.0, "known": date(2024, 8, 1)}],
    "finding": [
        {
            "award_key": award("B"),
            "result": "confirmed",
            "dispatched": date(2024, 5, 1),
            "verified": date(2024, 8, 1),
            "known": date(2024, 8, 1),
        }
    ],
}
HISTORY = [*months("A", 1, 6), *months("B", 1, 6), payout("A", date(2024, 3, 10), "gengdi", area_mu=12.0)]
RESIDENTS = [
    {"person_key": person, "household_key": "h1", "relation": "head", "birth": date(1950, 1, 1), "village_key": 1}
    for person in "AB"
]


@pytest.mark.parametrize("table", sorted(LATER))
def test_facts_known_after_as_of_change_nothing(world: World, table: str) -> None:
    known = HISTORY
    before = as_of_table(world(payout=known, resident=RESIDENTS), DAY)
    rows = {"payout": known, "resident": RESIDENTS}
    rows[table] = rows.get(table, []) + LATER[table]
    after = as_of_table(world(**rows), DAY)
    pd.testing.assert_frame_equal(after, before)


@pytest.mark.parametrize("table", sorted(LATER))
def test_the_same_facts_do_show_once_they_are_known(world: World, table: str) -> None:
    """Without this the test above would also pass on a table that sees nothing at all."""
    known = HISTORY
    rows = {"payout": known, "resident": RESIDENTS}
    before = as_of_table(world(**rows), date(2024, 12, 31))
    rows[table] = rows.get(table, []) + LATER[table]
    after = as_of_table(world(**rows), date(2024, 12, 31))
    assert not after.equals(before)


def recorded(known: date) -> Judgements:
    """An outcome of B entered in the application on `known`, of a verification on 1 June."""
    outcome = {"award_key": award("B"), "verified": date(2024, 6, 1), "result": "confirmed", "known": known}
    return Judgements(pa.Table.from_pylist([{name: outcome.get(name) for name in OUTCOME.names}], schema=OUTCOME))


def test_an_outcome_entered_after_as_of_changes_nothing_though_it_was_verified_before(world: World) -> None:
    snapshot = world(payout=HISTORY, resident=RESIDENTS)
    late = as_of_table(snapshot, DAY, judged=recorded(date(2024, 7, 1)))
    pd.testing.assert_frame_equal(late, as_of_table(snapshot, DAY))


def test_an_outcome_entered_by_as_of_does_show(world: World) -> None:
    snapshot = world(payout=HISTORY, resident=RESIDENTS)
    assert as_of_table(snapshot, DAY, judged=recorded(DAY)).loc[award("A"), "rate_village"] > 0
    assert as_of_table(snapshot, DAY)["rate_village"].isna().all()


def test_an_outcome_entered_late_does_not_replace_the_imported_one_before_its_day(world: World) -> None:
    imported = {"award_key": award("B"), "result": "cleared", "verified": date(2024, 5, 1), "known": date(2024, 5, 1)}
    snapshot = world(payout=HISTORY, resident=RESIDENTS, finding=[imported])
    late = as_of_table(snapshot, DAY, judged=recorded(date(2024, 7, 1)))
    pd.testing.assert_frame_equal(late, as_of_table(snapshot, DAY))
