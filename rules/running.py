"""One rule's SQL on a connection: what it needs to run, what it sees, and which columns it gives."""

from collections.abc import Sequence

import duckdb

from rules.catalogue import FaultyRule
from rules.omissions import Omission
from rules.recovery import covered
from rules.rule import OFFENDING, Rule
from rules.statements import paid


def missing_of(connection: duckdb.DuckDBPyConnection, rule: Rule, there: frozenset[tuple[str, str]]) -> str | None:
    """The first table (or its column) without any value, or standard without any, that the rule needs."""
    for need in rule.needs:
        table, _, column = need.partition(".")
        filled = f"SELECT EXISTS (SELECT 1 FROM {table}{f' WHERE {column} IS NOT NULL' if column else ''})"
        if (table, column) not in there or not value(connection, filled):
            return need
    for name in rule.standards:
        if not value(connection, "SELECT EXISTS (SELECT 1 FROM standard WHERE name = ?)", [name]):
            return f"standard {name}"
    return None


def columns_there(connection: duckdb.DuckDBPyConnection) -> frozenset[tuple[str, str]]:
    """Every table with each of its columns and with none: a county's own register has no table before its import."""
    found = connection.execute("SELECT table_name, column_name FROM duckdb_columns()").fetchall()
    return frozenset((table, named) for table, column in found for named in (column, ""))


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
    connection.execute(paid(rule))
    connection.execute(covered("covered", "paid"))


def cannot_run(rule: Rule | Omission, error: duckdb.Error) -> FaultyRule:
    """The error of a rule whose SQL DuckDB refused."""
    said = str(error).splitlines()[0]
    return FaultyRule(f"The rule in {rule.origin or rule.id} cannot run: {said}; correct its SQL.")


def _check_columns(rule: Rule, columns: Sequence[str]) -> None:
    """Raises FaultyRule where the SQL gives other columns than the rule says."""
    wanted = ["award_key", "payout_key", "strength", *(field.column for field in rule.evidence)]
    if missing := [column for column in wanted if column not in columns]:
        raise FaultyRule(f"The SQL in {rule.origin or rule.id} gives no column {missing[0]}; correct its SQL.")
    if strange := [column for column in columns if column not in wanted and column not in OFFENDING]:
        raise FaultyRule(
            f"The SQL in {rule.origin or rule.id} gives a column {strange[0]} that is no evidence; correct the file."
        )


def value(connection: duckdb.DuckDBPyConnection, sql: str, parameters: list[str] | None = None) -> int:
    """The one number that a query gives; 0 where it gives none."""
    row = connection.execute(sql, parameters or []).fetchone()
    return int(row[0]) if row else 0
