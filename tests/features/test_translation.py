"""Past one machine the same families run on Spark: nothing in their SQL may be DuckDB's alone."""

import pytest
import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel

from features import base
from features.catalogue import Family, families

# Functions sqlglot has no name of its own for: Spark's, and the macro that every as-of connection defines.
KNOWN = {"MAKE_DATE", "AS_OF"}


def translated(sql: str) -> exp.Expr:
    """The statement as Spark reads it; raises where sqlglot knows that Spark has nothing of the kind."""
    (spark,) = sqlglot.transpile(sql, read="duckdb", write="spark", unsupported_level=ErrorLevel.RAISE)
    return sqlglot.parse_one(spark, read="spark")


def only_here(sql: str) -> set[str]:
    """What of the statement Spark would not understand."""
    read = translated(sql)
    strange = {call.name.upper() for call in read.find_all(exp.Anonymous)} - KNOWN
    return strange | {"EXCEPT" for star in read.find_all(exp.Star) if star.args.get("except_")}


@pytest.mark.parametrize("family", families(), ids=lambda family: family.id)
def test_every_family_translates_with_nothing_of_duckdb_left(family: Family) -> None:
    assert only_here(family.sql) == set()


def test_a_tie_by_day_and_key_stays_a_tie_by_both() -> None:
    assert "MAX_BY(a, (b, c))" in translated("SELECT arg_max(a, (b, c)) AS last FROM d").sql("spark").replace(
        "STRUCT", ""
    )


def test_what_families_share_translates_too() -> None:
    for statement in sqlglot.parse(base.EVERYBODY, read="duckdb"):
        assert statement is not None
        assert only_here(statement.sql("duckdb")) == set()


@pytest.mark.parametrize(
    ("sql", "left"),
    [
        ("SELECT * EXCLUDE (a) FROM b", {"EXCEPT"}),
        ("SELECT d + to_years(3) FROM b", {"TO_YEARS"}),
    ],
)
def test_what_only_duckdb_understands_is_noticed(sql: str, left: set[str]) -> None:
    assert only_here(sql) == left
