"""Candidates for damaged identities: which residents a damaged or mistyped id may mean, and what speaks for each.

Nothing is merged here. A candidate is a suggestion that a person confirms or rejects; see
`records.decisions.identity_judgements`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, groupby, islice
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from records.contracts import KEY, REGISTRIES
from records.home import Home
from records.identity.evidence import ASPECTS, Evidence, evidence
from records.identity.id_traces import trace
from records.identity.identities import Identities
from records.identity.pairs import Listed, Pair, in_villages, name_sign, one_slip_away
from records.keys import Keyring
from records.values import ids
from records.warehouse import Snapshot

_SUBJECTS = (Path(__file__).parent / "subjects.sql").read_text(encoding="utf-8")
_SIGNS = (Path(__file__).parent / "candidates.sql").read_text(encoding="utf-8")
_AT_ONCE = 50_000  # pairs in Python's memory
MEMORY = "1GB"
_KEYS = ("damaged_key", "person_key")

SUBJECT = pa.schema(
    [
        ("damaged_key", KEY),
        ("id_status", pa.string()),  # valid: nobody's; upgraded: 15 digits that no register holds
        ("village_key", pa.int32()),
        ("payouts", pa.int64()),
        ("amount_fen", pa.int64()),
        ("programmes", pa.string()),  # codes, comma-joined
    ]
)
CANDIDATE = pa.schema(
    [
        ("damaged_key", KEY),
        ("person_key", KEY),
        ("score", pa.float64()),  # weights added, powers of ten
        *((aspect, pa.string()) for aspect in ASPECTS),  # a level of identity_evidence.yaml each
    ]
)


@dataclass(frozen=True)
class Candidates:
    """Every damaged identity (SUBJECT), and the residents it may mean (CANDIDATE, best first); keys only."""

    subjects: pa.Table
    candidates: pa.Table


def find(home: Home, snapshot: Snapshot, table: Evidence | None = None) -> Candidates:
    """Candidates for every damaged identity of a snapshot."""
    table = table or evidence()
    with duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{MEMORY}'")
        _tables(connection, snapshot, table)
        subjects = _cast(connection.sql("SELECT * FROM subject").to_arrow_table(), SUBJECT)
        if not subjects.num_rows:
            return Candidates(subjects, CANDIDATE.empty_table())
        _signs_of_names_and_ids(connection, home, subjects)
        connection.execute(
            "CREATE TABLE candidate_payout AS SELECT person_key, programme, period FROM payout "
            "WHERE person_key IN (SELECT person_key FROM pair)"
        )
        return Candidates(subjects, _ranked(_rows(connection), table))


def _tables(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, table: Evidence) -> None:
    for name in ("payout", "division", *REGISTRIES):
        source = str(snapshot.parquet(name)).replace("'", "''")
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{source}')")
    others = " UNION ".join(
        f"SELECT person_key FROM {name}"
        for name, schema in REGISTRIES.items()
        if name != "resident" and "person_key" in schema.names
    )
    connection.execute(f"CREATE VIEW elsewhere AS {others}")
    ages = [{"programme": code, "youngest": span[0], "oldest": span[1]} for code, span in table.ages.items()]
    schema = pa.schema([("programme", pa.string()), ("youngest", pa.int32()), ("oldest", pa.int32())])
    connection.register("usual_age", pa.Table.from_pylist(ages, schema=schema))
    connection.execute(_SUBJECTS)


def _signs_of_names_and_ids(connection: duckdb.DuckDBPyConnection, home: Home, subjects: pa.Table) -> None:
    """Make the table `pair`, with what the identity store alone can say."""
    identities = Identities(home)
    keys = subjects["damaged_key"].to_pylist()
    texts, names = identities.resident_ids(keys), identities.names(keys)
    listed = [
        Listed(key, trace(texts[key], status), names.get(key, ""), village)
        for key, status, village in zip(
            keys, subjects["id_status"].to_pylist(), subjects["village_key"].to_pylist(), strict=True
        )
        if key in texts
    ]
    _pairs(connection, home, listed, identities)
    connection.execute("CREATE TABLE pair (damaged_key BIGINT, person_key BIGINT, id_sign TEXT, name_sign TEXT)")
    by_key = {one.damaged_key: one for one in listed}
    pairs = connection.cursor().execute("SELECT damaged_key, person_key FROM found ORDER BY damaged_key, person_key")
    while part := pairs.fetchmany(_AT_ONCE):
        _insert(connection, "pair", _described(part, by_key, identities))


def _pairs(connection: duckdb.DuckDBPyConnection, home: Home, listed: list[Listed], identities: Identities) -> None:
    """Make the table `found` of pairs to compare, each once; in memory is one portion of them at a time."""
    connection.execute("CREATE TABLE found_twice AS SELECT damaged_key, person_key FROM account_pair")
    homes = connection.sql("SELECT village_key, person_key FROM home ORDER BY village_key").to_arrow_table()
    if homes.num_rows:
        placed = homes.filter(pc.is_valid(homes["village_key"]))
        villages, starts = np.unique(placed["village_key"].to_numpy(), return_index=True)
        people = dict(zip(villages.tolist(), np.split(placed["person_key"].to_numpy(), starts[1:]), strict=False))
        registered = np.sort(homes["person_key"].to_numpy())
        pairs = chain(
            in_villages(listed, people, identities), one_slip_away(listed, registered, Keyring(home.secret()))
        )
        while part := list(islice(pairs, _AT_ONCE)):
            _insert(
                connection,
                "found_twice",
                pa.table(dict(zip(_KEYS, map(pa.array, zip(*part, strict=True)), strict=True))),
            )
    connection.execute("CREATE TABLE found AS SELECT DISTINCT * FROM found_twice")
    connection.execute("DROP TABLE found_twice")


def _insert(connection: duckdb.DuckDBPyConnection, table: str, part: pa.Table) -> None:
    connection.register("part", part)
    connection.execute(f"INSERT INTO {table} SELECT * FROM part")
    connection.unregister("part")


def _described(part: list[Pair], listed: dict[int, Listed], identities: Identities) -> pa.Table:
    part = [pair for pair in part if pair[0] in listed]
    residents = list({person for _, person in part})
    names, whole = identities.names(residents), identities.resident_ids(residents)
    known = [(damaged, person) for damaged, person in part if ids.EIGHTEEN.fullmatch(whole.get(person, ""))]
    return pa.table(
        {
            "damaged_key": pa.array([damaged for damaged, _ in known], pa.int64()),
            "person_key": pa.array([person for _, person in known], pa.int64()),
            "id_sign": pa.array([listed[d].trace.level(whole[p]) for d, p in known], pa.string()),
            "name_sign": pa.array([name_sign(listed[d].name, names.get(p, "")) for d, p in known], pa.string()),
        }
    )


def _rows(connection: duckdb.DuckDBPyConnection) -> Iterator[dict[str, Any]]:
    """The pairs with all their signs, by damaged id, a portion at a time."""
    for batch in connection.sql(_SIGNS).to_arrow_reader(_AT_ONCE):
        yield from batch.to_pylist()


def _ranked(rows: Iterable[dict[str, Any]], table: Evidence) -> pa.Table:
    """The best candidates of each damaged id; ties by key."""
    kept: list[dict[str, Any]] = []
    for _, group in groupby(rows, key=lambda row: row["damaged_key"]):
        scored = [
            row | {"score": round(sum(table.signs[aspect][row[aspect]].weight for aspect in ASPECTS), 6)}
            for row in group
        ]
        shown = [row for row in scored if row["score"] >= table.weakest]
        kept += sorted(shown, key=lambda row: (-row["score"], row["person_key"]))[: table.most]
    return pa.Table.from_pylist(kept, schema=CANDIDATE)


def _cast(found: pa.Table, schema: pa.Schema) -> pa.Table:
    columns = [pc.cast(found[field.name], field.type) for field in schema]
    return pa.Table.from_arrays(columns, schema=schema)
