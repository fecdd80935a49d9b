"""What is left out for a planned list changes nothing that is said of it."""

from collections.abc import Iterator

import duckdb
import pandas as pd
import pyarrow as pa
import pytest

from features import table
from records import asof, judgements, warehouse
from records.home import Home
from rules import catalogue, engine

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
