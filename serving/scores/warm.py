"""The tables as known on a day, kept open between requests, with what the rules say of everybody before any list.

To read the tables anew takes as long as some rules, and to ask all rules of everybody longer than a list may. Whoever
asks works in a transaction of its own that is always undone, so that nothing a caller plans stays behind. Outcomes that
people recorded meanwhile are applied in that transaction, from the database as it is; corrections of registers and
confirmed identities, which come seldom and change what the rules say, make everything be read anew.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from features import base
from records import asof
from records.decisions import correcting, moved
from records.decisions.judgements import Judgements
from records.warehouse import Snapshot
from rules import kept
from rules.catalogue import Catalogue
from rules.kept import Kept

# Of fewer payouts a second thread costs half as much again of the processor, and gains nothing by the clock.
MANY = 2_000_000
# One at a time: each has the county's tables and joins in memory.
_ONE = threading.Lock()


@dataclass(frozen=True)
class _Held:
    """The tables of one snapshot as known on a day, corrected, and what the rules of a catalogue kept."""

    folder: Path
    day: date
    settled: tuple[Any, ...]
    catalogue: str
    connection: duckdb.DuckDBPyConnection
    kept: Kept


_held: list[_Held] = []


@contextmanager
def planning(
    snapshot: Snapshot, day: date, judged: Judgements, catalogue: Catalogue
) -> Iterator[tuple[duckdb.DuckDBPyConnection, Kept]]:
    """A connection as `asof.connect` gives it, and what was kept; all that is done on it is undone at the end."""
    with _ONE:
        held = _tables(snapshot, day, judged, catalogue)
        connection = held.connection
        connection.execute("BEGIN")
        try:
            connection.execute(f"CREATE OR REPLACE MACRO as_of() AS DATE '{day.isoformat()}'")
            asof.decide(connection, day, judged)
            yield connection, held.kept
        finally:
            connection.execute("ROLLBACK")


def warm(snapshot: Snapshot, day: date, judged: Judgements, catalogue: Catalogue) -> None:
    """Read the tables and ask the rules before the first request that needs them."""
    with _ONE:
        _tables(snapshot, day, judged, catalogue)


def close() -> None:
    """Let the tables go; they are read again when they are next needed."""
    with _ONE:
        _close()


def _close() -> None:
    while _held:
        _held.pop().connection.close()


def _tables(snapshot: Snapshot, day: date, judged: Judgements, catalogue: Catalogue) -> _Held:
    # From the newest day of the snapshot on nothing more becomes known: one reading serves every day planned for.
    known, folder = min(day, snapshot.newest_date()), snapshot.folder.resolve()
    settled = (
        *correcting.in_force(judged.corrections, day),
        *moved.in_effect(judged.identities, day).to_pylist(),
    )
    wanted = (folder, known, settled, catalogue.version)
    if not _held or (_held[0].folder, _held[0].day, _held[0].settled, _held[0].catalogue) != wanted:
        _close()  # first: both together may not fit into memory
        connection = asof.tables(snapshot, known, threads=1 if snapshot.rows("payout") < MANY else None)
        try:
            asof.settle(connection, day, judged)
            connection.execute(asof.AWARD)
            ruled = kept.keep(connection, catalogue)
            base.make(connection)
            _held.append(_Held(*wanted, connection, ruled))
        except BaseException:
            connection.close()
            raise
    return _held[0]
