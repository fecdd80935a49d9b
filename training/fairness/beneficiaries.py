"""Who the beneficiaries are by group: for the comparison of groups only, never a feature of a model."""

import duckdb
import pandas as pd

# Sex and birth date are those of the resident id, kept at import; where an id holds none, those of the register.
# Disabled: a certificate is on record, valid or not, by the day of the connection.
QUERY = """
SELECT a.award_key, a.person_key, a.programme, g.name AS programme_name, t.township,
       coalesce(p.sex, {sex}) AS sex, coalesce(p.birth, {birth}) AS birth, {disabled} AS disabled
FROM award a
LEFT JOIN person p USING (person_key)
LEFT JOIN (SELECT township_key, any_value(township) AS township FROM division GROUP BY township_key) t
  USING (township_key)
LEFT JOIN (SELECT programme, any_value(name) AS name FROM programme GROUP BY programme) g USING (programme)
{resident}
{disability}
ORDER BY a.award_key
"""
RESIDENT = """LEFT JOIN (SELECT person_key, any_value(sex) AS sex, any_value(birth) AS birth FROM resident
                         GROUP BY person_key) r USING (person_key)"""
DISABILITY = "LEFT JOIN (SELECT DISTINCT person_key, true AS certified FROM disability) c USING (person_key)"


def read(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One row per award of an as-of connection, indexed by award_key.

    Columns: person_key, programme, programme_name, township, sex (male, female), birth, disabled; null where no file
    says it (disabled: where nobody handed the register in).
    """
    there = {name for (name,) in connection.execute("SELECT table_name FROM information_schema.tables").fetchall()}
    resident, disability = "resident" in there, "disability" in there
    query = QUERY.format(
        sex="r.sex" if resident else "NULL",
        birth="r.birth" if resident else "NULL",
        resident=RESIDENT if resident else "",
        disabled="coalesce(c.certified, false)" if disability else "CAST(NULL AS BOOLEAN)",
        disability=DISABILITY if disability else "",
    )
    return connection.execute(query).df().set_index("award_key")
