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
from rules.catalogue import Catalogue, FaultyRule
from rules.preparation import prepare
from rules.recovery import covered, hit_payouts, struck, struck_covered
from rules.rule import OFFENDING, STAKES, Rule


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
    there = columns_there(connection)
    rules, ran, not_run = catalogue.running(), list[Ran](), list[NotRun]()
    found = list[_Found]()
    for done, rule in enumerate(rules):
        progress(rule.id, done, len(rules))
        missing = missing_of(connection, rule, there)
        if missing is None:
            found.append(_find(connection, rule))
        else:
            not_run.append(NotRun(rule.id, missing))
    # Asked of all that any rule found, so that the payouts are read once for this and not once for every rule.
    connection.execute(struck([_only(entry.table, wanted) for entry in found]))
    connection.execute(struck_covered())
    for entry in found:
        ran.append(_keep(connection, entry, wanted))
    silences.apply(connection)
    silenced = _value(connection, "SELECT count(*) FROM silenced_hit")
    connection.execute(omissions.TABLE)
    for omission in () if wanted else catalogue.omissions:
        if omission.status != "retired":
            missing = missing_of(connection, omission, there)
            if missing is None:
                _omit(connection, omission)
            else:
                not_run.append(NotRun(omission.id, missing))
    for leftover in (
        "VIEW IF EXISTS covered",
        "VIEW IF EXISTS paid",
        "TABLE IF EXISTS struck_covered",
        "TABLE IF EXISTS struck",
    ):
        connection.execute(f"DROP {leftover}")
    progress("", len(rules), len(rules))
    names = tuple(rule.rule for rule in ran)
    return Comparison(names, tuple(not_run), time.perf_counter() - begun, tuple(ran), catalogue.version, silenced)


def missing_of(connection: duckdb.DuckDBPyConnection, rule: Rule, there: frozenset[tuple[str, str]]) -> str | None:
    """The first table (or its column) without any value, or standard without any, that the rule needs."""
    for need in rule.needs:
        table, _, column = need.partition(".")
        filled = f"SELECT EXISTS (SELECT 1 FROM {table}{f' WHERE {column} IS NOT NULL' if column else ''})"
        if (table, column) not in there or not _value(connection, filled):
            return need
    for name in rule.standards:
        if not _value(connection, "SELECT EXISTS (SELECT 1 FROM standard WHERE name = ?)", [name]):
            return f"standard {name}"
    return None


def columns_there(connection: duckdb.DuckDBPyConnection) -> frozenset[tuple[str, str]]:
    """Every table with each of its columns and with none: a county's own register has no table before its import."""
    found = connection.execute("SELECT table_name, column_name FROM duckdb_columns()").fetchall()
    return frozenset((table, named) for table, column in found for named in (column, ""))


class _Found(NamedTuple):
    """What a rule's SQL found, in a table of its own."""

    rule: Rule
    table: str
    columns: tuple[str, ...]  # that the SQL gives
    seconds: float


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
    connection.execute(_hit(rule))
    if wanted is not None:
        connection.execute(f"CREATE OR REPLACE TEMP VIEW banded AS SELECT * FROM {found.table}")
        connection.execute(_hit_in_brief(rule, wanted))
    silences.note(connection, rule)
    connection.execute("DROP VIEW banded")
    connection.execute(f"DROP TABLE {found.table}")
    hits = _value(connection, f"SELECT count(*) FROM hit WHERE rule = '{rule.id}'")
    return Ran(rule.id, hits, found.seconds + time.perf_counter() - begun)


def cannot_run(rule: Rule | omissions.Omission, error: duckdb.Error) -> FaultyRule:
    """The error of a rule whose SQL DuckDB refused."""
    said = str(error).splitlines()[0]
    return FaultyRule(f"The rule in {rule.origin or rule.id} cannot run: {said}; correct its SQL.")


def _omit(connection: duckdb.DuckDBPyConnection, rule: omissions.Omission) -> None:
    see(connection, rule)
    try:
        omissions.find(connection, rule)
    except duckdb.Error as error:
        raise cannot_run(rule, error) from error


def described(connection: duckdb.DuckDBPyConnection, rule: Rule) -> tuple[str, ...]:
    """The columns that a rule's SQL gives; its payouts are seen as `paid` and `covered` from now on."""
    try:
        see(connection, rule)
        columns = tuple(row[0] for row in connection.execute(f"DESCRIBE {rule.sql}").fetchall())
    except duckdb.Error as error:
        raise cannot_run(rule, error) from error
    _check_columns(rule, columns)
    return columns


def see(connection: duckdb.DuckDBPyConnection, rule: Rule) -> None:
    """Make `paid` and `covered` show the payouts of the rule's own programmes."""
    connection.execute(_paid(rule))
    connection.execute(covered("covered", "paid"))


def _paid(rule: Rule) -> str:
    """The view `paid`: payouts of the rule's own programmes, while `payout` shows all."""
    names = "" if rule.programmes == "all" else ", ".join(f"'{code}'" for code in rule.programmes)
    return (
        f"CREATE OR REPLACE TEMP VIEW paid AS SELECT * FROM payout{f' WHERE programme IN ({names})' if names else ''}"
    )


def _check_columns(rule: Rule, columns: Sequence[str]) -> None:
    """Raises FaultyRule where the SQL gives other columns than the rule says."""
    wanted = ["award_key", "payout_key", "strength", *(field.column for field in rule.evidence)]
    if missing := [column for column in wanted if column not in columns]:
        raise FaultyRule(f"The SQL in {rule.origin or rule.id} gives no column {missing[0]}; correct its SQL.")
    if strange := [column for column in columns if column not in wanted and column not in OFFENDING]:
        raise FaultyRule(
            f"The SQL in {rule.origin or rule.id} gives a column {strange[0]} that is no evidence; correct the file."
        )


def banded(rule: Rule, columns: Sequence[str], sql: str | None = None) -> str:
    """The query for a rule's rows, each with its band; `sql` stands in place of the rule's own, and says the same."""
    facts = (("fact_file", "INTEGER"), ("fact_row", "INTEGER"), ("fact_known", "DATE"))
    absent = "".join(f", CAST(NULL AS {kind}) AS {name}" for name, kind in facts if name not in columns)
    given = ((rule.bands.strong, 3), (rule.bands.medium, 2))
    cases = " ".join(f"WHEN {condition} THEN {band}" for condition, band in given if condition)
    band = f"CASE {cases} ELSE 1 END" if cases else "1"
    return f"SELECT *{absent}, {band} AS band FROM ({sql or rule.sql}\n) offending"


def _hit_in_brief(rule: Rule, wanted: str) -> str:
    return f"""
    INSERT INTO hit (award_key, rule, rule_version, band)
    SELECT award_key, '{rule.id}', {rule.version}, max(band) FROM banded ANTI JOIN {wanted} USING (award_key)
    GROUP BY award_key
    """


def _hit(rule: Rule) -> str:
    evidence = [field.column for field in rule.evidence]
    # Every column breaks ties, so that the same county gives the same evidence in every run.
    order = ", ".join(["b.payout_key", "b.fact_file", "b.fact_row", *(f"b.{column}" for column in evidence)])
    stakes = [f"{c} := {'c' if c == 'recover_months' else 's'}.{c}" for c in STAKES]
    members = ", ".join([*(f"{column} := l.{column}" for column in evidence), *stakes])
    return f"""
    INSERT INTO hit
    WITH leading_row AS (
        SELECT b.*, row_number() OVER (
            PARTITION BY b.award_key
            ORDER BY b.band DESC, b.strength DESC NULLS LAST, p.pay_date DESC, {order}) AS place
        FROM banded b JOIN struck p ON p.payout_key = b.payout_key),
    stake AS (
        SELECT h.award_key, CAST(count(*) AS INTEGER) AS payouts, CAST(count(DISTINCT p.period) AS INTEGER) AS months,
               CAST(sum(p.amount_fen) AS BIGINT) AS amount_fen, CAST(sum(h.recover_fen) AS BIGINT) AS recover_fen,
               min(h.recover_from) AS recover_from, max(h.recover_to) AS recover_to,
               CAST(sum(CASE WHEN h.recover_months > 0 AND h.covered_by = 'pay_date' THEN 1 ELSE 0 END) AS INTEGER)
                   AS undated,
               min(p.pay_date) AS first_date, max(p.pay_date) AS last_date
        FROM hit_payout h JOIN struck p ON p.payout_key = h.payout_key
        WHERE h.rule = '{rule.id}' GROUP BY h.award_key),
    counted AS (  -- a month that is paid for twice is one month
        SELECT award_key, CAST(sum(months) AS INTEGER) AS recover_months
        FROM (SELECT award_key, recover_from, max(recover_months) AS months
              FROM hit_payout WHERE rule = '{rule.id}' GROUP BY award_key, recover_from) single
        GROUP BY award_key)
    SELECT l.award_key, '{rule.id}', {rule.version}, l.band, CAST(l.strength AS DOUBLE), s.payouts, s.months,
           s.amount_fen, s.recover_fen, c.recover_months, s.first_date, s.last_date,
           CAST(to_json(struct_pack({members})) AS VARCHAR), l.fact_file, l.fact_row, l.fact_known
    FROM leading_row l JOIN stake s ON s.award_key = l.award_key JOIN counted c ON c.award_key = l.award_key
    WHERE l.place = 1
    """


def _value(connection: duckdb.DuckDBPyConnection, sql: str, parameters: list[str] | None = None) -> int:
    row = connection.execute(sql, parameters or []).fetchone()
    return int(row[0]) if row else 0
