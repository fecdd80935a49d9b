"""Confirmed identities in an as-of reading: the payouts of a damaged identity are the confirmed person's.

The snapshot stays as it was imported. Once a confirmation is taken back, the next reading simply does without it.
"""

from datetime import date

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from records.contracts import IDENTITY, REGISTRIES

# The id that counts is now the confirmed person's, whatever the list said.
_PAYOUTS = """
UPDATE payout SET award_key = m.award_key, person_key = m.person_key,
                  id_status = coalesce(w.id_status, payout.id_status)
FROM moved m LEFT JOIN person w ON w.person_key = m.person_key
WHERE payout.award_key = m.old_award_key
"""
_FINDINGS = """
UPDATE finding SET award_key = m.award_key, person_key = m.person_key FROM moved m
WHERE finding.award_key = m.old_award_key
"""
_FACTS = """
UPDATE {table} SET person_key = m.person_key FROM (SELECT DISTINCT damaged_key, person_key FROM moved) m
WHERE {table}.person_key = m.damaged_key
"""
_OUTCOMES = """
CREATE TABLE recorded AS
SELECT entered.* REPLACE (coalesce(m.award_key, entered.award_key) AS award_key)
FROM entered LEFT JOIN moved m ON m.old_award_key = entered.award_key
"""


def in_effect(identities: pa.Table, day: date) -> pa.Table:
    """The confirmations (columns of IDENTITY) that stood on a day."""
    if not identities.num_rows:
        return IDENTITY.empty_table()
    begun = pc.less_equal(identities["known"], pa.scalar(day))
    ended = pc.fill_null(pc.less_equal(identities["until"], pa.scalar(day)), False)
    return identities.filter(pc.and_(begun, pc.invert(ended)))


def outcomes(connection: duckdb.DuckDBPyConnection, identities: pa.Table, entered: pa.Table, day: date) -> None:
    """Move findings to the confirmed persons; make `recorded` of the outcomes `entered`, and `moved` of what stood."""
    moved = in_effect(identities, day)
    connection.register("moved", moved)
    connection.register("recorded" if not moved.num_rows else "entered", entered)
    if moved.num_rows:
        connection.execute(_FINDINGS)
        connection.execute(_OUTCOMES)


def payouts(connection: duckdb.DuckDBPyConnection, identities: pa.Table, day: date) -> None:
    """Move payouts and register facts to the confirmed persons."""
    moved = in_effect(identities, day)
    if not moved.num_rows:
        return
    connection.register("moved", moved)
    connection.execute(_PAYOUTS)
    for name, schema in REGISTRIES.items():
        # A register of residents keeps its own rows: they say who lives there.
        if name != "resident" and "person_key" in schema.names:
            connection.execute(_FACTS.format(table=name))
