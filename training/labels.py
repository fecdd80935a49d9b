"""Labels: what the verification of an award in a batch found.

A label belongs to an award as of the day its batch went out. Confirmed when any finding of the award in that batch
was confirmed; cleared when some were cleared and none confirmed. Inconclusive is no label, and unverified is not
innocent.
"""

import hashlib
from dataclasses import dataclass
from datetime import date

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from records.warehouse import Snapshot

# Outcomes without a batch (entered straight from the queue) are taken together by month: what was known on its first
# day was known before anybody went.
CASES = """
WITH dated AS (
  SELECT *, coalesce(dispatched, date_trunc('month', verified)::DATE) AS day,
         coalesce(batch, strftime(verified, '%Y-%m')) AS lot
  FROM outcome WHERE result IN ('confirmed', 'cleared'))
SELECT award_key, lot AS batch, min(min(day)) OVER (PARTITION BY lot) AS dispatched,
       min(verified) FILTER (WHERE result = 'confirmed') AS confirmed_on,
       min(verified) FILTER (WHERE result = 'cleared') AS cleared_on,
       sum(recovered_fen) FILTER (WHERE result = 'confirmed')::DOUBLE / 100 AS recovered_yuan
FROM dated GROUP BY award_key, lot ORDER BY dispatched, batch, award_key
"""


@dataclass(frozen=True)
class Labels:
    """Verified cases in the order of their batches.

    `cases` has one row per award and batch: award_key int64, batch str, dispatched, confirmed_on and cleared_on
    (datetime64, NaT where it did not happen), recovered_yuan (NaN: unknown), group int64.
    """

    cases: pd.DataFrame

    def __len__(self) -> int:
        return len(self.cases)

    @property
    def confirmed(self) -> "pd.Series[float]":
        """The outcome of every case as known in the end: 1 confirmed, 0 cleared."""
        return self.cases["confirmed_on"].notna().astype(float)

    def known_before(self, day: date) -> "pd.Series[float]":
        """The outcome of every case as known before `day`: 1, 0, or NaN where nobody had reported yet."""
        confirmed = self.cases["confirmed_on"] < pd.Timestamp(day)
        cleared = self.cases["cleared_on"] < pd.Timestamp(day)
        return pd.Series(np.where(confirmed, 1.0, np.where(cleared, 0.0, np.nan)), index=self.cases.index)

    def batches(self) -> tuple[tuple[str, date], ...]:
        """Batches with the day each went out, oldest first."""
        found = self.cases.groupby("batch", sort=False)["dispatched"].min().sort_values(kind="stable")
        return tuple((str(batch), day.date()) for batch, day in found.items())

    @property
    def digest(self) -> str:
        """SHA-256 over all cases: names the outcomes a model was trained on."""
        return hashlib.sha256(self.cases.to_csv(index=False).encode()).hexdigest()


def read(connection: duckdb.DuckDBPyConnection) -> Labels:
    """All labels an as-of connection can see, with their groups."""
    from training.groups import of_awards

    cases = connection.execute(CASES).df()
    for column in ("dispatched", "confirmed_on", "cleared_on"):
        cases[column] = cases[column].astype("datetime64[s]")
    cases["group"] = of_awards(connection, cases["award_key"])
    return Labels(cases)


def training_day(snapshot: Snapshot, recorded: pa.Table | None) -> date:
    """The newest day anything is known of: the warehouse's newest date or a later outcome recorded by inspectors."""
    days = [snapshot.newest_date()]
    if recorded is not None and recorded.num_rows:
        days += [day for day in recorded["verified"].to_pylist() if day is not None]
    return max(days)
