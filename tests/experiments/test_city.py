"""A small city: the same seed gives the same rows, every key leads somewhere, and a scan can be run on it."""

from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pytest

from experiments import city
from experiments.city.write import UsedHome
from records import asof
from records.contracts import REGISTRIES, TABLES
from records.home import Home
from records.identity.identities import Identities
from records.keys import Keyring

PEOPLE = 2_000
PAYOUTS = 3 * PEOPLE


def built(folder: Path, seed: int = 3, people: int = PEOPLE, **choices: Any) -> city.City:
    return city.write(Home(folder), city.draw(people, 3 * people, seed), processes=1, **choices)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, city.City]:
    """Two counties of a thousand people each, with their identities."""
    folder = tmp_path_factory.mktemp("city") / "home"
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr("experiments.city.plan.COUNTY_PEOPLE", PEOPLE // 2)
        return Home(folder), built(folder, identities=True)


def count(written: city.City, query: str) -> int:
    with asof.connect(written.snapshot, written.snapshot.newest_date()) as connection:
        row = connection.execute(query).fetchone()
    assert row is not None
    return int(row[0])


def test_a_city_has_as_many_payouts_and_people_as_were_asked_for(small: tuple[Home, city.City]) -> None:
    _, written = small
    assert (written.payouts, written.people) == (PAYOUTS, PEOPLE)
    assert {name for name in REGISTRIES if not written.snapshot.rows(name)} == set()
    assert written.findings > 0


def test_the_same_seed_gives_the_same_city_and_another_seed_another(tmp_path: Path) -> None:
    one, again, other = (built(tmp_path / name, seed, 400) for name, seed in (("a", 5), ("b", 5), ("c", 6)))
    assert one.snapshot.digest == again.snapshot.digest != other.snapshot.digest


def test_counties_made_side_by_side_come_out_as_one_after_the_other(
    small: tuple[Home, city.City], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("experiments.city.plan.COUNTY_PEOPLE", PEOPLE // 2)
    both = city.write(Home(tmp_path / "both"), city.draw(PEOPLE, PAYOUTS, 3), processes=2)
    assert both.snapshot.digest == small[1].snapshot.digest


def test_every_table_has_the_columns_and_types_of_its_contract(small: tuple[Home, city.City]) -> None:
    _, written = small
    written.snapshot.check()
    for name, schema in TABLES.items():
        assert written.snapshot.read(name).schema.equals(schema)
    payouts = written.snapshot.read("payout")
    optional = {"area_mu", "account_key"}
    assert {name for name in payouts.column_names if payouts[name].null_count} <= optional
    assert min(payouts["amount_fen"].to_pylist()) > 0


@pytest.mark.parametrize(
    "strays",
    [
        "SELECT count(*) FROM (SELECT award_key FROM payout GROUP BY award_key "
        "HAVING count(DISTINCT person_key) > 1 OR count(DISTINCT programme) > 1)",
        "SELECT count(*) FROM (SELECT person_key FROM payout GROUP BY person_key, programme "
        "HAVING count(DISTINCT award_key) > 1)",
        "SELECT count(*) - count(DISTINCT payout_key) FROM payout",
        "SELECT count(*) - count(DISTINCT person_key) FROM resident",
        "SELECT count(*) - count(DISTINCT person_key) FROM person",
        "SELECT count(*) FROM payout ANTI JOIN person USING (person_key)",
        "SELECT count(*) FROM kin k ANTI JOIN resident r ON r.person_key = k.relative_key",
        "SELECT count(*) FROM kin k ANTI JOIN resident r ON r.person_key = k.cadre_key",
        *(
            f"SELECT count(*) FROM {name} ANTI JOIN resident USING (person_key)"
            for name in REGISTRIES
            if name not in ("kin", "resident")
        ),
        "SELECT count(*) FROM payout ANTI JOIN division USING (village_key)",
        "SELECT count(*) FROM resident ANTI JOIN division USING (village_key)",
        "SELECT count(*) - count(DISTINCT (township, village)) FROM division",
        "SELECT count(award_key) FROM finding WHERE award_key NOT IN (SELECT award_key FROM payout)",
    ],
)
def test_every_key_leads_to_one_row(small: tuple[Home, city.City], strays: str) -> None:
    assert count(small[1], strays) == 0


def test_most_payouts_go_to_residents_and_some_to_ids_that_nobody_has(small: tuple[Home, city.City]) -> None:
    strangers = count(small[1], "SELECT count(*) FROM payout ANTI JOIN resident USING (person_key)")
    assert 0 < strangers < PAYOUTS / 50


def test_every_row_stands_in_a_file_of_the_ledger_that_counts_it(small: tuple[Home, city.City]) -> None:
    _, written = small
    ledger = written.snapshot.ledger
    assert [entry["number"] for entry in ledger] == list(range(1, len(ledger) + 1))
    assert len({entry["digest"] for entry in ledger}) == len(ledger)
    for kind in ("payout", "finding", "resident", "vehicle"):
        places = written.snapshot.read(kind).select(["source_file", "source_row"])
        held = {row["values"]: row["counts"] for row in pc.value_counts(places["source_file"]).to_pylist()}
        said = {entry["number"]: entry["accepted"] for entry in ledger if entry["kind"] == kind and entry["accepted"]}
        assert held == said
        assert places.num_rows == len(set(zip(*(column.to_pylist() for column in places.columns), strict=True)))


def test_payouts_stand_by_person_and_day_within_a_county(small: tuple[Home, city.City]) -> None:
    _, written = small
    first = written.snapshot.read("payout").slice(0, PAYOUTS // 2).select(["person_key", "pay_date"])
    pairs = list(zip(*(column.to_pylist() for column in first.columns), strict=True))
    assert pairs == sorted(pairs)


def test_a_person_can_be_found_by_resident_id_where_identities_were_asked_for(small: tuple[Home, city.City]) -> None:
    home, written = small
    keys = written.snapshot.read("resident")["person_key"].to_pylist()[:3]
    ids = Identities(home).resident_ids(keys)
    assert [Identities(home).person_key(ids[key]) for key in keys] == keys
    assert all(Identities(home).names(keys).values())


def test_a_city_without_identities_has_keys_of_the_same_keyring_and_no_names(tmp_path: Path) -> None:
    written = built(tmp_path / "home", people=400)
    home, key = Home(tmp_path / "home"), written.snapshot.read("resident")["person_key"][0].as_py()
    assert Identities(home).names([key]) == {}
    assert Keyring(home.secret()).award(key, "dibao") >= 0


def test_a_home_that_holds_something_is_refused(small: tuple[Home, city.City]) -> None:
    with pytest.raises(UsedHome, match="not there yet"):
        city.write(small[0], city.draw(400, 100, 1))


def test_more_payouts_than_the_people_receive_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="more people"):
        city.write(Home(tmp_path / "home"), city.draw(400, 1_000_000, 1), processes=1)


def test_counties_share_no_code_and_dispatch_on_the_same_days() -> None:
    plan = city.draw(3_000_000, 11_900_000, 7)
    assert len({part.code for part in plan.parts}) == len({part.name for part in plan.parts}) == len(plan.parts) == 50
    assert (plan.people, plan.payouts) == (3_000_000, 11_900_000)
    assert len({part.sent for part in plan.parts}) == 1
