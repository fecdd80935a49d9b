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

# A batch is its name and the day it went out: "第1批" of the next year is another one, and then both show their day;
# where a sheet gives no day, the year tells them apart.
# Outcomes without a batch (entered straight from the queue) are taken together by month: what was known on its first
# day was known before anybody went. It counts from the day it was reported, which may be long after the visit.
CASES = """
WITH dated AS (
  SELECT *, coalesce(dispatched, date_trunc('month', verified)::DATE) AS day,
         coalesce(dispatched, date_trunc('year', verified)::DATE) AS went,
         coalesce(batch, '未分批 ' || strftime(verified, '%Y-%m')) AS name
  FROM outcome WHERE result IN ('confirmed', 'cleared')),
lots AS (
  SELECT name, went, min(day) AS day, count(*) OVER (PARTITION BY name) AS namesakes FROM dated GROUP BY name, went)
SELECT d.award_key, name || CASE WHEN namesakes > 1 THEN ' (' || l.day || ')' ELSE '' END AS batch,
       l.day AS dispatched,
       min(d.known) FILTER (WHERE result = 'confirmed') AS confirmed_on,
       min(d.known) FILTER (WHERE result = 'cleared') AS cleared_on,
       sum(recovered_fen) FILTER (WHERE result = 'confirmed')::DOUBLE / 100 AS recovered_yuan
FROM dated d JOIN lots l USING (name, went)
GROUP BY ALL ORDER BY l.day, batch, d.award_key
"""


@dataclass(frozen=True)
class Labels:
    """Verified cases in the order of their batches.

    `cases` has one row per award and batch: award_key int64, batch str, dispatched, confirmed_on and cleared_on
    (datetime64, the day it was known, NaT where it did not happen), recovered_yuan (NaN: unknown), group int64.
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
    from training.cases.groups import of_awards

    cases = connection.execute(CASES).df()
    for column in ("dispatched", "confirmed_on", "cleared_on"):
        cases[column] = cases[column].astype("datetime64[s]")
    cases["group"] = of_awards(connection, cases["award_key"])
    return Labels(cases)
