"""How many of the cleared would be confirmed by others: from blind re-checks, drawn evenly among cleared cases.

A re-check counts as right, and what was confirmed at first is left as it is: only the cleared are drawn. So the share
overturned is the share of false clearances, and what it implies for the base rate is a correction upwards only.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from training.evaluation import intervals

LEVEL = 0.9


@dataclass(frozen=True)
class Noise:
    """What re-checks say. Shares with their 90 % interval; NaN before any came back."""

    rechecked: int  # with an outcome: confirmed or cleared
    overturned: int
    share: float  # of the cleared that are overturned
    low: float
    high: float
    base_rate: float  # confirmed of all verified, as recorded at first
    corrected: float  # what it would be without false clearances
    corrected_low: float
    corrected_high: float


def noise(rechecks: pd.DataFrame, confirmed: int, cleared: int) -> Noise:
    """Estimate label noise.

    Args:
        rechecks: overturned (1: now confirmed, 0: cleared again, NaN: none came back), drawn with equal probability.
        confirmed: how many cases visits confirmed at first.
        cleared: how many they cleared at first.
    """
    known = rechecks["overturned"].dropna().to_numpy(np.float64)
    visited, base = len(known), confirmed / (confirmed + cleared) if confirmed + cleared else np.nan
    if not visited:
        return Noise(0, 0, *(np.nan,) * 3, base, *(np.nan,) * 3)
    found = int(known.sum())
    share, (low, high) = found / visited, intervals.exact(found, visited, LEVEL)
    return Noise(
        visited, found, share, low, high, base, *(base + (1 - base) * overturned for overturned in (share, low, high))
    )


def by_verifier(rechecks: pd.DataFrame) -> pd.DataFrame:
    """One row per township that had cleared: verifier, rechecked, overturned."""
    known = rechecks.dropna(subset=["overturned"])
    found = known.groupby("verifier")["overturned"].agg(["count", "sum"]).astype(int).reset_index()
    return found.rename(columns={"count": "rechecked", "sum": "overturned"}).sort_values(
        ["overturned", "rechecked"], ascending=[False, True], ignore_index=True
    )
