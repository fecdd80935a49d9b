"""What is left out for a planned list changes nothing that is said of it."""

import zlib
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from features import base, table
from records import asof, warehouse
from records.decisions import judgements
from records.home import Home
from rules import catalogue, engine, kept, listed
from rules.catalogue import Catalogue
from rules.kept import Kept
from serving.scores import planned_rows
from serving.scores.planned_rows import Person, Planned

LISTED = "SEMI JOIN (SELECT DISTINCT award_key FROM planned_payout) listed USING (award_key)"
TOLD = {
    "hits": f"SELECT * FROM hit {LISTED} ORDER BY ALL",
    "payouts": f"SELECT * FROM hit_payout {LISTED} ORDER BY ALL",
    "bands of everybody": "SELECT * FROM every_hit ORDER BY ALL",
    "silenced": "SELECT award_key, rule, band, cleared, silent_until FROM silenced_hit ORDER BY ALL",
    "woken": "SELECT * FROM woken_hit ORDER BY ALL",
    "awards": "SELECT * FROM award ORDER BY award_key",
}


UNREGISTERED = "DELETE FROM resident WHERE person_key IN (SELECT person_key FROM land WHERE household_key % 2 = 0)"


class County:
    """A county as the server holds it open, asked about lists in either way."""

    def __init__(self, home: Home, before: str = "") -> None:
        snapshot, self.judged = warehouse.current(home), judgements.read(home)
        self.day, self.rules = asof.newest_day(snapshot, self.judged), catalogue.in_force(home)
        self.connection = asof.tables(snapshot, self.day)
        asof.settle(self.connection, self.day, self.judged)
        self.connection.execute(before)
        self.connection.execute(asof.AWARD)
        self.kept = kept.keep(self.connection, self.rules)
        base.make(self.connection)

    def told(self, rows: list[Planned], *, near: bool) -> dict[str, pd.DataFrame]:
        """All that is said of a list, looking at its neighbourhood or at everybody."""
        connection = self.connection
        connection.execute("BEGIN")
        try:
            asof.decide(connection, self.day, self.judged)
            planned_rows.register(connection, rows)
            assert listed.can(connection, self.kept)
            planned_rows.add(connection)
            ran = _compared(connection, self.rules, self.kept if near else None)
            cohort = pa.array(sorted({row.award_key for row in rows}), pa.int64())
            frames = {"features": table.build(connection, self.rules, frozenset(ran), cohort, near=near)}
            return frames | {name: connection.execute(query).df() for name, query in TOLD.items()}
        finally:
            connection.execute("ROLLBACK")


def _compared(connection: duckdb.DuckDBPyConnection, rules: Catalogue, kept: Kept | None) -> tuple[str, ...]:
    if kept is not None:
        return listed.compare(connection, rules, kept)
    connection.execute(asof.AWARD)
    return engine.compare(connection, rules, wanted="planned_payout").ran


@pytest.fixture(scope="module")
def county(template: Any) -> Iterator[County]:
    opened = County(template.home)
    yield opened
    opened.connection.close()


def drawn(county: County, number: int, seed: int) -> list[Planned]:
    """Payouts as there are some, each changed in some ways: whose, for what, how much, when, into which account."""
    random, connection = np.random.default_rng(seed), county.connection
    paid = connection.execute(
        "SELECT * EXCLUDE (source_file, source_row, known) FROM payout ORDER BY payout_key"
    ).to_arrow_table()
    kin = connection.execute("SELECT person_key FROM kinship UNION SELECT person_key FROM death ORDER BY 1").fetchall()
    awards = {
        row[:2]: row[2] for row in connection.execute("SELECT person_key, programme, award_key FROM award").fetchall()
    }

    def of(column: str) -> Any:
        return paid[column][int(random.integers(paid.num_rows))].as_py()

    def changed(row: dict[str, Any], place: int) -> Planned:
        day = [county.day, county.day + timedelta(days=20), row["pay_date"], date(county.day.year - 1, 12, 20)]
        choices: dict[str, list[Any]] = {
            "person_key": [of("person_key"), kin[int(random.integers(len(kin)))][0], 10**15 + place],
            "programme": [of("programme")],
            "account_key": [of("account_key"), None, 10**15 + place],
            "village_key": [of("village_key"), None],
            "period": [of("period"), None, county.day.year * 100 + county.day.month],
            "amount_fen": [of("amount_fen"), row["amount_fen"] * 10, 100_000],
            "area_mu": [of("area_mu"), (row["area_mu"] or 2.0) * 3, None],
            "back_pay": [True, None],
            "name_key": [of("name_key"), None],
            "id_status": ["bad_check", "damaged"],
        }
        row |= {
            name: given[int(random.integers(len(given)))] for name, given in choices.items() if random.random() < 0.2
        }
        row["pay_date"] = row["happened"] = day[int(random.integers(len(day)))]
        whose = row["person_key"], row["programme"]
        award = awards.get(whose, zlib.crc32(repr(whose).encode()))
        row |= {"payout_key": -1 - place, "award_key": award}
        birth = date(1950 + place % 60, 1 + place % 12, 3)
        return Planned(award, -1 - place, Person(row["person_key"], birth, "female", row["id_status"]), row)

    rows = [
        changed(row, place)
        for place, row in enumerate(paid.take(random.integers(paid.num_rows, size=number)).to_pylist())
    ]
    return rows + [changed(dict(rows[0].payout), number)] + [_again(row, number) for row in rows[: number // 20]]


def _again(row: Planned, number: int) -> Planned:
    key = row.payout_key - number - 1
    return Planned(row.award_key, key, row.person, row.payout | {"payout_key": key})


def test_a_list_of_one_programme_is_told_the_very_same_though_rules_of_others_are_not_asked(county: County) -> None:
    agree(county, [row for row in drawn(county, 120, seed=5) if row.payout["programme"] == "gaoling"])


@pytest.mark.parametrize(("number", "seed"), [(12, 2), pytest.param(400, 3, marks=pytest.mark.slow)])
def test_a_list_is_told_the_very_same_from_its_neighbourhood_as_from_everybody(
    county: County, number: int, seed: int
) -> None:
    agree(county, drawn(county, number, seed))


def test_a_list_is_told_the_very_same_where_the_register_of_land_alone_knows_who_lives_together(template: Any) -> None:
    county = County(template.home, UNREGISTERED)
    try:
        agree(county, [row for row in drawn(county, 400, seed=7) if row.payout["area_mu"]])
    finally:
        county.connection.close()


def agree(county: County, rows: list[Planned]) -> None:
    near, whole = county.told(rows, near=True), county.told(rows, near=False)
    for name, frame in whole.items():
        pd.testing.assert_frame_equal(near[name], frame, check_exact=True, obj=name)
    assert len(whole["features"]) == len({row.award_key for row in rows})


LEFT = {
    "hits": "SELECT * FROM hit SEMI JOIN wish USING (award_key) ORDER BY ALL",
    "payouts": "SELECT * FROM hit_payout SEMI JOIN wish USING (award_key) ORDER BY ALL",
    "bands of everybody": "SELECT * FROM every_hit ORDER BY ALL",
    "silenced": "SELECT award_key, rule, band, cleared FROM silenced_hit ORDER BY ALL",
    "woken": "SELECT * FROM woken_hit ORDER BY ALL",
}


@pytest.fixture
def connection(scanned: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    snapshot, judged = warehouse.current(scanned), judgements.read(scanned)
    with asof.connect(snapshot, asof.newest_day(snapshot, judged), judged) as opened:
        opened.execute("CREATE TABLE wish AS SELECT award_key FROM award WHERE award_key % 3 = 0")
        yield opened


def found(connection: duckdb.DuckDBPyConnection, home: Home, wanted: str | None) -> dict[str, pd.DataFrame]:
    connection.execute("BEGIN")
    rules = catalogue.in_force(home)
    ran = frozenset(engine.compare(connection, rules, wanted=wanted).ran)
    cohort = pa.array(connection.execute("SELECT award_key FROM wish ORDER BY award_key").fetchnumpy()["award_key"])
    frames = {"features": table.build(connection, rules, ran, cohort)}
    frames |= {name: connection.execute(query).df() for name, query in LEFT.items()}
    connection.execute("ROLLBACK")
    return frames


def test_hits_told_in_full_of_some_awards_only_give_these_the_very_same_features_and_hits(
    connection: duckdb.DuckDBPyConnection, scanned: Home
) -> None:
    whole, some = found(connection, scanned, None), found(connection, scanned, "wish")
    for name, frame in whole.items():
        pd.testing.assert_frame_equal(some[name], frame, obj=name)
    assert len(whole["hits"]) > 0
    assert len(whole["bands of everybody"]) > len(whole["hits"])
