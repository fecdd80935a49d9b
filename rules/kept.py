"""What the rules say of the whole county, kept between lists of planned payouts: a list changes little of it.

Made once, on a connection whose payouts and registers stay as they are, and read by `rules.listed`:

- the tables of `rules.preparation`;
- `kept_row`: every payout that a rule hits, with its band and what silences ask about it;
- `kept_hit`: the band of every award by every rule;
- `dwelling`: whose payouts a household's land money counts together;
- for each rule of reach `neighbours` that asks what is usual, a table of what `rules.usage` counts.

A rule whose reach is everybody looks at all payouts each time, unless the list is of none of its programmes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import duckdb

from rules import running, statements, usage
from rules.catalogue import Catalogue
from rules.preparation import prepare
from rules.rule import Rule

KEPT_ROW = """
CREATE TABLE kept_row (
    award_key BIGINT, payout_key BIGINT, rule VARCHAR, on_register BOOLEAN, fact_known DATE, band INTEGER)
"""
# Everybody's household: by the register of residents, else by that of land.
DWELLING = """
CREATE TABLE dwelling AS
SELECT person_key, coalesce(r.household_key, l.household_key) AS household_key
FROM home r FULL JOIN (SELECT person_key, min(household_key) AS household_key FROM land GROUP BY person_key) l
     USING (person_key)
WHERE coalesce(r.household_key, l.household_key) IS NOT NULL
"""
KEPT_HIT = """
CREATE TABLE kept_hit AS SELECT award_key, rule, max(band) AS band FROM kept_row GROUP BY award_key, rule
"""


@dataclass(frozen=True)
class Kept:
    """What was kept, and of which rules."""

    columns: Mapping[str, tuple[str, ...]]  # of each rule that ran: what its SQL gives
    missing: Mapping[str, str]  # of each rule that did not: the table, column or standard it lacked
    begun: date  # the first day of payment of all


def keep(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> Kept:
    """Run every rule once on a connection that has `award`, and keep what lists need. Raises FaultyRule."""
    prepare(connection, catalogue)
    connection.execute(DWELLING)
    connection.execute(KEPT_ROW)
    there, columns, missing = running.columns_there(connection), dict[str, tuple[str, ...]](), dict[str, str]()
    for rule in catalogue.running():
        lacking = running.missing_of(connection, rule, there)
        if lacking is not None:
            missing[rule.id] = lacking
        else:
            columns[rule.id] = running.described(connection, rule)
            _keep(connection, rule, columns[rule.id])
    connection.execute(KEPT_HIT)
    (begun,) = connection.execute("SELECT min(first_paid) FROM award").fetchall()[0]
    return Kept(columns, missing, begun or date.max)


def usage_of(rule: Rule) -> str:
    """The table in which is kept what a rule counts of everybody."""
    return f"kept_usage_{rule.id.replace('-', '_')}"


def _keep(connection: duckdb.DuckDBPyConnection, rule: Rule, columns: tuple[str, ...]) -> None:
    asked = usage.of(rule)
    try:
        if asked is not None:
            connection.execute(f"CREATE TABLE {usage_of(rule)} AS {asked.counted}")
        connection.execute(f"""
            INSERT INTO kept_row
            SELECT DISTINCT award_key, payout_key, '{rule.id}', {on_register(rule)}, fact_known, band
            FROM ({statements.banded(rule, columns)}) found""")
    except duckdb.Error as error:
        raise running.cannot_run(rule, error) from error


def on_register(rule: Rule) -> str:
    """Whether a register's fact stands against the payout of a row, as SQL."""
    return f"fact_row IS NOT NULL OR {str(rule.on_register).upper()}"
