"""Of a payment list only what is in the caller's sight is looked at: a township learns nothing of another's people."""

from collections import defaultdict
from collections.abc import Mapping

import duckdb
import pyarrow as pa

from serving.refusals import InvalidPayout
from serving.scores.planned_rows import Planned
from serving.security.sight import Sight

# Where somebody is registered and was paid; wherever the list says he is paid now.
_PLACES = """
SELECT DISTINCT a.person_key, d.township_key, d.village_key
FROM (SELECT person_key, village_key FROM resident SEMI JOIN asked_sight USING (person_key)
      UNION SELECT person_key, village_key FROM payout SEMI JOIN asked_sight USING (award_key)) a
JOIN division d USING (village_key)
"""


def in_sight(
    connection: duckdb.DuckDBPyConnection, rows: Mapping[str, Planned], sight: Sight
) -> tuple[dict[str, Planned], dict[str, InvalidPayout]]:
    """The rows of people in sight, and a refusal of every other. Asked before the rows stand beside the payouts."""
    if sight.whole:
        return dict(rows), {}
    places = _places(connection, rows)
    seen = {key: row for key, row in rows.items() if _sees(sight, row, places[row.person.person_key])}
    outside = "The person is registered or paid outside of what this key may see; ask the county."
    return seen, {key: InvalidPayout(outside) for key in rows.keys() - seen.keys()}


def _places(connection: duckdb.DuckDBPyConnection, rows: Mapping[str, Planned]) -> dict[int, set[tuple[int, int]]]:
    people = pa.array([row.person.person_key for row in rows.values()], pa.int64())
    awards = pa.array([row.award_key for row in rows.values()], pa.int64())
    connection.register("asked_sight", pa.table({"person_key": people, "award_key": awards}))
    places: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for person, *place in connection.execute(_PLACES).fetchall():
        places[person].add(tuple(place))
    listed = sorted({row.payout["village_key"] for row in rows.values()} - {None})  # type: ignore[type-var]
    towns = dict(
        connection.execute("SELECT village_key, township_key FROM division WHERE village_key IN ?", [listed]).fetchall()
    )
    for row in rows.values():  # somebody nobody knows yet is where the list says
        village = row.payout["village_key"]
        if not places[row.person.person_key] and isinstance(village, int):
            places[row.person.person_key].add((towns[village], village))
    return places


def _sees(sight: Sight, row: Planned, places: set[tuple[int, int]]) -> bool:
    person = row.person.person_key
    return bool(places) and all(sight.sees(person, township, village) for township, village in places)
