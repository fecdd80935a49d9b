"""The rules on a list of planned payouts: its awards in full, all others by their bands, as if the list were paid.

What `rules.engine.compare` finds by looking at everybody, this finds by looking at the neighbourhood of the list, on a
connection where `rules.kept` kept the rest: the very same hits, bands and silences.
"""

import re
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import duckdb
import pyarrow as pa

from records import asof
from rules import concentration, neighbourhood, running, silences, statements, usage
from rules.catalogue import Catalogue
from rules.kept import Kept, on_register, usage_of
from rules.preparation import HIT, HIT_PAYOUT
from rules.recovery import SINCE, UNTIL, covered
from rules.rule import STAKES, Rule

FOUND = """
CREATE OR REPLACE TEMP TABLE found (
    award_key BIGINT, payout_key BIGINT, rule VARCHAR, rule_version INTEGER, band INTEGER, strength DOUBLE,
    interval_told BOOLEAN, wrong_from BIGINT, wrong_to BIGINT, part_told BOOLEAN, part_fen BIGINT, fact_file INTEGER,
    fact_row INTEGER, fact_known DATE, on_register BOOLEAN, evidence VARCHAR, tie BIGINT)
"""
RULE_KEPT = pa.schema([("rule", pa.string()), ("rule_version", pa.int32()), ("renewed", pa.bool_())])
# What a rule reads beside its own payouts and the registers, and a list may change.
CHANGING = re.compile(r"\b(payout|award|concentration|kin_household)\b")
# The awards on the list are new, or what they add up to is.
AWARDS = f"""
DELETE FROM award WHERE award_key IN (SELECT award_key FROM planned_payout);
INSERT INTO award BY NAME {asof.ONE_AWARD.replace("GROUP BY", "SEMI JOIN planned_payout USING (award_key) GROUP BY")}
"""
# Kinship and concentration rest on who was there before: who is on a list only, and in a register, is kin already.
STRANGERS = """
SELECT 1 FROM planned_person ANTI JOIN person USING (person_key)
SEMI JOIN (SELECT person_key FROM resident UNION ALL SELECT person_key FROM payout
           UNION ALL SELECT person_key FROM kin_holder
           UNION ALL SELECT relative_key FROM kin UNION ALL SELECT cadre_key FROM kin) known USING (person_key)
LIMIT 1
"""


def can(connection: duckdb.DuckDBPyConnection, kept: Kept) -> bool:
    """Whether what was kept holds beside the list: asked before its rows stand in `payout` and `person`.

    Not so where it begins before all that was ever paid, or names somebody in full whom the county knew by a key alone.
    """
    begun = connection.execute("SELECT min(pay_date) FROM planned_payout").fetchall()[0][0]
    return begun >= kept.begun and not connection.execute(STRANGERS).fetchall()


def compare(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, kept: Kept) -> tuple[str, ...]:
    """Run every live rule on a list that stands in `payout` and `planned_payout`; returns those that could run.

    Makes `hit`, `hit_payout`, `silenced_hit`, `woken_hit` and `every_hit` as `engine.compare` with `wanted` does, and
    the tables of `rules.neighbourhood`. Raises FaultyRule.
    """
    connection.execute(AWARDS)
    concentration.prepare(connection)
    for statement in (HIT, HIT_PAYOUT, FOUND):
        connection.execute(statement)
    silences.prepare(connection, catalogue)
    neighbourhood.find(connection)
    there = running.columns_there(connection)
    runnable = [rule for rule in catalogue.running() if _runs(connection, rule, kept, there)]
    programmes = _programmes(connection)
    held = [rule for rule in runnable if rule.id in kept.columns and _untouched(rule, programmes)]
    near = [rule for rule in runnable if rule.id in kept.columns and rule.reach == "neighbours" and rule not in held]
    for rule in runnable:
        if rule not in near and rule not in held:
            columns = kept.columns.get(rule.id) or running.described(connection, rule)
            running.see(connection, rule)
            _find(connection, rule, columns, rule.sql, "")
    with neighbourhood.alone(connection):
        _count_usage(connection, near)
        neighbourhood.pay(connection)
        # In the order of the programmes, so that the same payouts are not described anew for each rule.
        for _, rules in groupby(sorted(near, key=_whose), _whose):
            for place, rule in enumerate(rules):
                if place == 0:
                    running.see(connection, rule)
                _find_near(connection, rule, kept)
    rows = [{"rule": rule.id, "rule_version": rule.version, "renewed": rule in near} for rule in (*near, *held)]
    connection.register("rule_kept", pa.Table.from_pylist(rows, schema=RULE_KEPT))
    connection.execute(_HITS)
    silences.apply(connection)
    return tuple(rule.id for rule in runnable)


def _runs(connection: duckdb.DuckDBPyConnection, rule: Rule, kept: Kept, there: frozenset[tuple[str, str]]) -> bool:
    # What the county lacked, its payouts without a period for one, the list may have.
    return rule.id in kept.columns or running.missing_of(connection, rule, there) is None


def _untouched(rule: Rule, listed: frozenset[str]) -> bool:
    """Whether a list of these programmes leaves all that the rule reads as it is, and none of its awards are on it."""
    return rule.programmes != "all" and listed.isdisjoint(rule.programmes) and not CHANGING.search(rule.sql)


def _programmes(connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    found = connection.execute("SELECT DISTINCT programme FROM planned_payout").fetchall()
    return frozenset(programme for (programme,) in found)


def _count_usage(connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule]) -> None:
    """What the neighbourhood counts in what is usual before the list is paid."""
    for rule in rules:
        asked = usage.of(rule)
        if asked is not None:
            running.see(connection, rule)
            connection.execute(f"CREATE OR REPLACE TEMP TABLE before_{asked.table} AS {asked.counted}")


def _find_near(connection: duckdb.DuckDBPyConnection, rule: Rule, kept: Kept) -> None:
    sql, asked = rule.sql, usage.of(rule)
    if asked is not None:
        sql = asked.rest
        connection.execute(asked.changed(usage_of(rule), f"before_{asked.table}"))
    _find(connection, rule, kept.columns[rule.id], sql, "SEMI JOIN near_award n ON n.award_key = b.award_key")


def _whose(rule: Rule) -> str:
    return str(rule.programmes)


def _find(connection: duckdb.DuckDBPyConnection, rule: Rule, columns: Sequence[str], sql: str, only: str) -> None:
    evidence = [f"b.{field.column}" for field in rule.evidence]
    packed = ", ".join(f"{field.column} := b.{field.column}" for field in rule.evidence)
    order = ", ".join(["b.payout_key", "b.fact_file", "b.fact_row", *evidence])
    interval = any(column.startswith("wrong_") for column in columns)
    part = "b.recover_fen" if "recover_fen" in columns else "NULL"
    begins, ends = _end("wrong_from", "wrong_since", SINCE, columns), _end("wrong_to", "wrong_until", UNTIL, columns)
    try:
        connection.execute(f"""
        INSERT INTO found
        SELECT b.award_key, b.payout_key, '{rule.id}', {rule.version}, b.band, b.strength, {interval}, {begins}, {ends},
               {"recover_fen" in columns}, {part}, b.fact_file, b.fact_row, b.fact_known, {on_register(rule)},
               CASE WHEN w.award_key IS NOT NULL THEN CAST(to_json(struct_pack({packed})) AS VARCHAR) END,
               row_number() OVER (ORDER BY {order})
        FROM ({statements.banded(rule, columns, sql)}) b {only}
        LEFT JOIN listed_award w ON w.award_key = b.award_key""")
    except duckdb.Error as error:
        raise running.cannot_run(rule, error) from error


def _end(month: str, day: str, of_day: str, columns: Sequence[str]) -> str:
    if month in columns:
        return f"b.{month}"
    return of_day if day in columns else "NULL"


_HITS = (
    (Path(__file__).parent / "listed.sql")
    .read_text(encoding="utf-8")
    .format(
        struck_covered=covered("struck_covered", "struck"),
        stakes=", ".join(f"{name} := {'c' if name == 'recover_months' else 's'}.{name}" for name in STAKES),
    )
)
