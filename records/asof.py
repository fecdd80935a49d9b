"""As-of views: a connection in which nothing can be seen that was not known on a given day."""

from datetime import date

import duckdb

from records import codes, spill
from records.decisions import correcting, moved
from records.decisions.judgements import Judgements
from records.warehouse import Snapshot

ONE_AWARD = """
SELECT p.award_key, any_value(p.person_key) AS person_key, any_value(p.programme) AS programme,
       arg_max(p.village_key, (p.pay_date, p.payout_key)) AS village_key,
       arg_max(d.township_key, (p.pay_date, p.payout_key)) AS township_key,
       min(p.pay_date) AS first_paid, max(p.pay_date) AS last_paid,
       count(*) AS payouts, sum(p.amount_fen)::BIGINT AS amount_fen
FROM payout p LEFT JOIN division d USING (village_key)
GROUP BY p.award_key
"""
AWARD = f"CREATE OR REPLACE TABLE award AS {ONE_AWARD}"

# Who recorded an outcome here had what was imported before them: theirs stands in place of what was verified earlier.
OUTCOMES = """
CREATE VIEW outcome AS
WITH entered AS (SELECT * FROM recorded WHERE known <= as_of()),
     imported AS (
       SELECT award_key, kind, batch, dispatched, verified, result, recovered_fen, verified AS known,
             CAST(NULL AS VARCHAR) AS judged, CAST(NULL AS VARCHAR) AS findings,
             CAST(NULL AS DATE) AS judged_day
       FROM finding WHERE award_key IS NOT NULL AND result IS NOT NULL AND verified <= as_of())
SELECT * FROM entered
UNION ALL
SELECT * FROM imported WHERE NOT EXISTS (
  SELECT 1 FROM entered e WHERE e.award_key = imported.award_key AND imported.verified <= e.verified)
"""


def connect(
    snapshot: Snapshot,
    as_of: date,
    judged: Judgements | None = None,
    *,
    threads: int | None = None,
    memory_limit: str = spill.MEMORY,
    coded: bool = False,
) -> duckdb.DuckDBPyConnection:
    """Open the snapshot as it was known on `as_of`.

    Every table of the snapshot is there under its name, without rows known later; so are the views `award` (one
    row per beneficiary and programme with a visible payout), `outcome` (known by then, imported ones and those that
    `judged` holds; one of those replaces imported ones of its award that were not verified later) and the macro
    `as_of()`. A register's fact that `judged` corrects is gone, or has its right date, from the day that was known.

    `coded`: the columns of `records.codes` hold codes instead of texts, which read the same and are quicker.
    """
    connection = tables(snapshot, as_of, threads=threads, memory_limit=memory_limit, coded=coded)
    judge(connection, as_of, judged)
    connection.execute(AWARD)
    return connection


def tables(
    snapshot: Snapshot,
    as_of: date,
    *,
    threads: int | None = None,
    memory_limit: str = spill.MEMORY,
    coded: bool = False,
) -> duckdb.DuckDBPyConnection:
    """The first half of `connect`: what bureaus had handed in by `as_of`, before anything was decided about it."""
    snapshot.check()
    connection = duckdb.connect()
    if threads is not None:
        connection.execute(f"SET threads = {threads}")
    connection.execute(f"SET memory_limit = '{memory_limit}'")
    spilled = str(spill.folder(snapshot.folder.parents[1])).replace("'", "''")
    connection.execute(f"SET temp_directory = '{spilled}'")
    connection.execute(f"CREATE MACRO as_of() AS DATE '{as_of.isoformat()}'")
    codes.make(connection, snapshot, coded)
    dated = snapshot.dated
    for name in snapshot.tables:
        known = " WHERE known IS NULL OR known <= as_of()" if name in dated else ""
        # Tables, not views: rules read the payouts two dozen times.
        connection.execute(f"CREATE TABLE {name} AS {codes.read(snapshot, name)}{known}")
    return connection


def judge(connection: duckdb.DuckDBPyConnection, as_of: date, judged: Judgements | None = None) -> None:
    """Most of the second half of `connect`: corrections, confirmed identities and outcomes; `AWARD` comes after it."""
    judged = judged or Judgements()
    settle(connection, as_of, judged)
    decide(connection, as_of, judged)


def settle(connection: duckdb.DuckDBPyConnection, as_of: date, judged: Judgements) -> None:
    """What people decided of payouts and registers, which happens seldom: corrections and confirmed identities."""
    correcting.apply(connection, judged.corrections, as_of)
    moved.payouts(connection, judged.identities, as_of)


def decide(connection: duckdb.DuckDBPyConnection, as_of: date, judged: Judgements) -> None:
    """What people found at visits, which happens all day: `outcome`."""
    moved.outcomes(connection, judged.identities, judged.outcomes, as_of)
    connection.execute(OUTCOMES)


def outcomes(snapshot: Snapshot, as_of: date, judged: Judgements | None = None) -> duckdb.DuckDBPyConnection:
    """What verification had found by a day, and nothing else: `finding` and `outcome` as `connect` shows them.

    No payout is read, so that it is quick in a city too.
    """
    snapshot.check("finding")
    connection = duckdb.connect()
    connection.execute(f"CREATE MACRO as_of() AS DATE '{as_of.isoformat()}'")
    source = str(snapshot.parquet("finding")).replace("'", "''")
    known = "WHERE known IS NULL OR known <= as_of()"
    connection.execute(f"CREATE TABLE finding AS SELECT * FROM read_parquet('{source}') {known}")
    judged = judged or Judgements()
    moved.outcomes(connection, judged.identities, judged.outcomes, as_of)
    connection.execute(OUTCOMES)
    return connection


def newest_day(snapshot: Snapshot, judged: Judgements | None = None) -> date:
    """The newest day anything is known of: of the warehouse, or of what was decided in the application."""
    return max(snapshot.newest_date(), (judged or Judgements()).newest_day())
