"""Compares payouts with the registers: every rule of a catalogue becomes hits with evidence.

A rule's SQL sees only what was known (the views of `records.asof`) and gives one row per offending payout and fact.
The engine turns these into one hit per award and rule: the leading row (highest band, then strength, then newest
payout) lends the hit its band, strength and evidence; every payout is counted once.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import duckdb

from records.progress import Progress, silent
from rules import omissions, silences
from rules.catalogue import Catalogue
from rules.preparation import prepare
from rules.recovery import hit_payouts, struck, struck_covered
from rules.rule import Rule
from rules.running import cannot_run, columns_there, described, missing_of, see, value
from rules.statements import banded, hit, hit_in_brief

_LEFTOVERS = (
    "VIEW IF EXISTS covered",
    "VIEW IF EXISTS paid",
    "TABLE IF EXISTS struck_covered",
    "TABLE IF EXISTS struck",
)


class NotRun(NamedTuple):
    """A rule that could not be run, and the table, column or standard that is missing."""

    rule: str
    missing: str


class Ran(NamedTuple):
    """A rule that ran: how many awards it hit (silenced ones too), in how many seconds."""

    rule: str
    hits: int
    seconds: float


@dataclass(frozen=True)
class Comparison:
    """What one comparison did."""

    ran: tuple[str, ...]
    not_run: tuple[NotRun, ...]
    seconds: float
    rules: tuple[Ran, ...]
    catalogue_version: str
    silenced: int = 0  # hits that an earlier clearance silences

    @property
    def hits(self) -> int:
        """Pairs of award and rule, silenced ones too."""
        return sum(rule.hits for rule in self.rules)


def compare(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    progress: Progress = silent,
    *,
    wanted: str | None = None,
) -> Comparison:
    """Run every live rule, in the order of the numbers, on a connection of `records.asof.connect`.

    Makes `hit` (one row per award and rule), `hit_payout` (one per payout and rule, with what is to be recovered
    of it), `hit_fact` (every register's fact that a hit rests on, silenced ones too), `omission` (see
    `rules.omissions`), and what `rules.preparation` and `rules.silences` say: what was cleared and is not new stands
    in `silenced_hit` instead.

    `wanted` names a table of award_key: hits are told in full of these awards only, of all others by their band alone,
    which is what rates and counts are made of; and nobody asks what was not paid, so `omission` is empty.
    Raises FaultyRule, which names the file, when a rule's SQL cannot run.
    """
    begun = time.perf_counter()
    prepare(connection, catalogue)
    silences.prepare(connection, catalogue)
    rules, there = catalogue.running(), columns_there(connection)
    found, not_run = _find_all(connection, rules, there, progress)
    # Asked of all that any rule found, so that the payouts are read once for this and not once for every rule.
    connection.execute(struck([_only(entry.table, wanted) for entry in found]))
    connection.execute(struck_covered())
    ran = tuple(_keep(connection, entry, wanted) for entry in found)
    silences.apply(connection)
    silenced = value(connection, "SELECT count(*) FROM silenced_hit")
    connection.execute(omissions.TABLE)
    if wanted is None:
        not_run += _omit_all(connection, catalogue, there)
    for leftover in _LEFTOVERS:
        connection.execute(f"DROP {leftover}")
    progress("", len(rules), len(rules))
    names = tuple(rule.rule for rule in ran)
    return Comparison(names, tuple(not_run), time.perf_counter() - begun, ran, catalogue.version, silenced)


class _Found(NamedTuple):
    """What a rule's SQL found, in a table of its own."""

    rule: Rule
    table: str
    columns: tuple[str, ...]  # that the SQL gives
    seconds: float


def _find_all(
    connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule], there: frozenset[tuple[str, str]], progress: Progress
) -> tuple[list[_Found], list[NotRun]]:
    """What each rule found, and the rules that something is missing for."""
    found, not_run = list[_Found](), list[NotRun]()
    for done, rule in enumerate(rules):
        progress(rule.id, done, len(rules))
        missing = missing_of(connection, rule, there)
        if missing is None:
            found.append(_find(connection, rule))
        else:
            not_run.append(NotRun(rule.id, missing))
    return found, not_run


def _find(connection: duckdb.DuckDBPyConnection, rule: Rule) -> _Found:
    begun, table = time.perf_counter(), f"offending_{rule.id.replace('-', '_')}"
    columns = described(connection, rule)
    try:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {banded(rule, columns)}")
    except duckdb.Error as error:
        raise cannot_run(rule, error) from error
    return _Found(rule, table, columns, time.perf_counter() - begun)


def _only(table: str, wanted: str | None) -> str:
    return table if wanted is None else f"(SELECT * FROM {table} SEMI JOIN {wanted} USING (award_key))"


def _keep(connection: duckdb.DuckDBPyConnection, found: _Found, wanted: str | None) -> Ran:
    begun, rule = time.perf_counter(), found.rule
    connection.execute(f"CREATE OR REPLACE TEMP VIEW banded AS SELECT * FROM {_only(found.table, wanted)}")
    connection.execute(hit_payouts(rule.id, found.columns))
    connection.execute(
        f"INSERT INTO hit_fact SELECT DISTINCT award_key, '{rule.id}', fact_file, fact_row, fact_known FROM banded "
        "WHERE fact_file IS NOT NULL AND fact_row IS NOT NULL"
    )
    connection.execute(hit(rule))
    if wanted is not None:
        connection.execute(f"CREATE OR REPLACE TEMP VIEW banded AS SELECT * FROM {found.table}")
        connection.execute(hit_in_brief(rule, wanted))
    silences.note(connection, rule)
    connection.execute("DROP VIEW banded")
    connection.execute(f"DROP TABLE {found.table}")
    hits = value(connection, f"SELECT count(*) FROM hit WHERE rule = '{rule.id}'")
    return Ran(rule.id, hits, found.seconds + time.perf_counter() - begun)


def _omit_all(
    connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, there: frozenset[tuple[str, str]]
) -> list[NotRun]:
    """Fills `omission`; gives the omissions that something is missing for."""
    not_run = list[NotRun]()
    for omission in catalogue.omissions:
        if omission.status == "retired":
            continue
        missing = missing_of(connection, omission, there)
        if missing is None:
            _omit(connection, omission)
        else:
            not_run.append(NotRun(omission.id, missing))
    return not_run


def _omit(connection: duckdb.DuckDBPyConnection, rule: omissions.Omission) -> None:
    see(connection, rule)
    try:
        omissions.find(connection, rule)
    except duckdb.Error as error:
        raise cannot_run(rule, error) from error
