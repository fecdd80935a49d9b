"""Which awards stood at another person in a scan because somebody confirmed a damaged identity."""

from pathlib import Path

import duckdb
import pyarrow.parquet as pq

FILE = "moved.parquet"


def keep(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write what the as-of reading moved beside the scan's tables."""
    pq.write_table(connection.sql("SELECT * FROM moved ORDER BY old_award_key").to_arrow_table(), folder / FILE)


def kept(folder: Path) -> dict[int, int]:
    """Award as imported -> award of the confirmed person; empty for a scan of an earlier release."""
    if not (folder / FILE).exists():
        return {}
    found = pq.read_table(folder / FILE)
    return dict(zip(found["old_award_key"].to_pylist(), found["award_key"].to_pylist(), strict=True))


def payouts_as_scanned(payouts: Path, folder: Path) -> str:
    """SQL of the imported payouts with those moved that the scan saw moved."""
    source = _quoted(payouts)
    if not kept(folder):
        return f"SELECT * FROM read_parquet({source})"
    return f"""
        SELECT p.* REPLACE (coalesce(m.award_key, p.award_key) AS award_key,
                            coalesce(m.person_key, p.person_key) AS person_key)
        FROM read_parquet({source}) p LEFT JOIN read_parquet({_quoted(folder / FILE)}) m
          ON m.old_award_key = p.award_key"""


def _quoted(file: Path) -> str:
    return "'" + str(file).replace("'", "''") + "'"
