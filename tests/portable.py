"""Whether SQL stays plain enough for two engines: translated from DuckDB to Spark by sqlglot, and looked through."""

import sqlglot
from sqlglot import ErrorLevel, exp

# sqlglot does not know them; the connection makes them on either engine (`records.asof`).
ALLOWED = {"as_of"}
# What DuckDB has and Spark has not, or understands otherwise, even where sqlglot finds a way round.
REFUSED = (exp.Qualify, exp.Array, exp.Lambda, exp.Struct)


def faults(sql: str) -> list[str]:
    """What keeps the SQL from running on Spark, one sentence each; empty when nothing does."""
    try:
        own = sqlglot.parse_one(sql, read="duckdb")
        spark = sqlglot.parse_one(own.sql("spark", unsupported_level=ErrorLevel.RAISE), read="spark")
    except sqlglot.errors.SqlglotError as error:
        return [f"it does not translate: {str(error).splitlines()[0]}"]
    strange = {node.name for node in spark.find_all(exp.Anonymous) if node.name.lower() not in ALLOWED}
    found = [f"{name} is no function of both engines" for name in sorted(strange)]
    found += [f"{node.key} does not run on both engines" for node in own.find_all(*REFUSED)]
    found += ["a star leaves out columns" for node in own.find_all(exp.Star) if node.args.get("except_")]
    return [*found, ":: is no cast of both engines"] if "::" in sql else found
