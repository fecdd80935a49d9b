"""Texts of few values as codes: inside a scan a payout's programme takes a byte, where a text takes sixteen.

A code reads, compares and orders as its text does; who writes a coded column out casts it back to VARCHAR.
"""

import duckdb

from records.programmes import programmes
from records.warehouse import Snapshot

PROGRAMME = "programme_code"
# Columns that are compared with one another must have one type, else each comparison makes texts of both.
COLUMNS = {
    "payout": {"programme": PROGRAMME, "id_status": "id_status_code"},
    "person": {"id_status": "id_status_code"},
    "programme": {"programme": PROGRAMME, "rhythm": "rhythm_code"},
    "finding": {"programme": PROGRAMME},
}


def make(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, coded: bool) -> None:
    """Make the types that `read` and `rules.preparation` name: codes of what the snapshot holds, or plain texts."""
    for kind, columns in _by_kind().items():
        if not coded:
            connection.execute(f"CREATE TYPE {kind} AS VARCHAR")
            continue
        held = " UNION ".join(f"SELECT {column} AS code FROM {_file(snapshot, table)}" for table, column in columns)
        found = {code for (code,) in connection.execute(f"{held} ORDER BY code").fetchall() if code is not None}
        # Standards speak of programmes that nobody was paid yet.
        found.update(programmes() if kind == PROGRAMME else ())
        # In the order of the texts, so that codes order alike. A type must have a value, also where nothing was found.
        named = ", ".join("'{}'".format(code.replace("'", "''")) for code in sorted(found) or [""])
        connection.execute(f"CREATE TYPE {kind} AS ENUM ({named})")


def read(snapshot: Snapshot, table: str) -> str:
    """SQL of a table's rows with its columns of few values in the types that `make` made."""
    coded = ", ".join(f"CAST({column} AS {kind}) AS {column}" for column, kind in COLUMNS.get(table, {}).items())
    return f"SELECT *{f' REPLACE ({coded})' if coded else ''} FROM {_file(snapshot, table)}"


def _by_kind() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for table, columns in COLUMNS.items():
        for column, kind in columns.items():
            found.setdefault(kind, []).append((table, column))
    return found


def _file(snapshot: Snapshot, table: str) -> str:
    return "read_parquet('{}')".format(str(snapshot.parquet(table)).replace("'", "''"))
