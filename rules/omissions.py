"""应享未享, the other direction: people who should receive a programme and get nothing.

There is no payout and no award, so an omission is no hit: it has its own table, is never scored or put on the queue,
and does not reach the model. Its rules stand in the catalogue like all others, with `kind: omission`; their SQL gives
one row per person, programme and fact: `person_key, programme, strength`, the evidence, and the fact's place.
"""

from typing import Literal

import duckdb

from rules.rule import Rule

TABLE = """
CREATE OR REPLACE TABLE omission (
    person_key BIGINT, programme VARCHAR, rule VARCHAR, rule_version INTEGER, band INTEGER, strength DOUBLE,
    evidence VARCHAR, fact_file INTEGER, fact_row INTEGER, fact_known DATE)
"""
WANTED = ("person_key", "programme", "strength", "fact_file", "fact_row", "fact_known")


class Omission(Rule):
    """A rule about what was not paid."""

    kind: Literal["omission"]


def find(connection: duckdb.DuckDBPyConnection, rule: Omission) -> int:
    """Add what the rule finds to `omission`, one row per person and programme, and return the number of rows."""
    evidence = [field.column for field in rule.evidence]
    given = ((rule.bands.strong, 3), (rule.bands.medium, 2))
    cases = " ".join(f"WHEN {condition} THEN {band}" for condition, band in given if condition)
    band = f"CASE {cases} ELSE 1 END" if cases else "1"
    members = ", ".join(f"{column} := {column}" for column in evidence)
    order = ", ".join(["fact_file", "fact_row", *evidence])
    connection.execute(f"""
    INSERT INTO omission
    SELECT person_key, programme, '{rule.id}', {rule.version}, band, CAST(strength AS DOUBLE),
           CAST(to_json(struct_pack({members})) AS VARCHAR), fact_file, fact_row, fact_known
    FROM (SELECT *, row_number() OVER (
              PARTITION BY person_key, programme ORDER BY band DESC, strength DESC NULLS LAST, {order}) AS place
          FROM (SELECT *, {band} AS band FROM ({rule.sql}) entitled) banded) placed
    WHERE place = 1
    """)
    row = connection.execute("SELECT count(*) FROM omission WHERE rule = ?", [rule.id]).fetchone()
    return int(row[0]) if row else 0
