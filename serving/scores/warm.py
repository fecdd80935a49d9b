"""The tables as known on a day, kept open between requests: to read them anew takes as long as all the rules.

Whoever asks works in a transaction of its own that is always undone, so that nothing a caller plans stays behind. What
people decided meanwhile (outcomes, corrections, identities) is applied in that transaction, from the database as it is.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from records import asof
from records.judgements import Judgements
from records.warehouse import Snapshot

# One at a time: each has the county's tables and joins in memory.
_ONE = threading.Lock()


@dataclass(frozen=True)
class _Held:
    """The tables of one snapshot as known on a day."""

    folder: Path
    day: date
    connection: duckdb.DuckDBPyConnection


_held: list[_Held] = []


@contextmanager
def planning(snapshot: Snapshot, day: date, judged: Judgements) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection as `asof.connect` gives it, without `award` yet; all that is done on it is undone at the end."""
    with _ONE:
        connection = _tables(snapshot, day)
        connection.execute("BEGIN")
        try:
            connection.execute(f"CREATE OR REPLACE MACRO as_of() AS DATE '{day.isoformat()}'")
            asof.judge(connection, day, judged)
            yield connection
        finally:
            connection.execute("ROLLBACK")


def warm(snapshot: Snapshot, day: date) -> None:
    """Read the tables before the first request that needs them."""
    with _ONE:
        _tables(snapshot, day)


def close() -> None:
    """Let the tables go; they are read again when they are next needed."""
    with _ONE:
        _close()


def _close() -> None:
    while _held:
        _held.pop().connection.close()


def _tables(snapshot: Snapshot, day: date) -> duckdb.DuckDBPyConnection:
    # From the newest day of the snapshot on nothing more becomes known: one reading serves every day planned for.
    known = min(day, snapshot.newest_date())
    folder = snapshot.folder.resolve()
    if not _held or (_held[0].folder, _held[0].day) != (folder, known):
        _close()  # first: both together may not fit into memory
        _held.append(_Held(folder, known, asof.tables(snapshot, known)))
    return _held[0].connection
