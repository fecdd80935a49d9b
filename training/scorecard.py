"""The yardstick table: the model beside every yardstick, on each batch and on all of them together.

Precision, recall, lift and yuan are those of the first quarter (`capacity`) of what was verified. Everything in a past
batch was verified, so at the size of a whole batch every order would show the same figures.
"""

import math

import numpy as np
import pandas as pd

from training import intervals, metrics, yardsticks
from training.card import Measures
from training.evaluation import MODEL, Forward
from training.settings import Settings

SCORERS: tuple[str, ...] = (MODEL, *yardsticks.NAMES)
PROBABILITIES = (MODEL, "rule_rate")  # the others rank, but say nothing of how likely
ALL = "all"


def measure(forward: Forward, settings: Settings) -> tuple[Measures, ...]:
    """One row per scorer and batch, then one per scorer over all batches (`batch` is "all"), with intervals."""
    found = []
    for batch in (*forward.rows["batch"].unique(), ALL):
        rows = forward.rows if batch == ALL else forward.rows[forward.rows["batch"] == batch]
        found += [_row(rows, scorer, str(batch), settings) for scorer in SCORERS]
    return tuple(found)


def _row(rows: pd.DataFrame, scorer: str, batch: str, settings: Settings) -> Measures:
    scores, outcomes = rows[scorer].to_numpy(np.float64), rows["outcome"].to_numpy(np.float64)
    tenth, capacity = metrics.size_of(0.1, len(rows)), metrics.size_of(settings.capacity, len(rows))
    groups, base = rows["group"].to_numpy(), outcomes.mean()
    precision = metrics.precision_at(scores, outcomes, capacity)
    likely, judged = scorer in PROBABILITIES, scorer == MODEL and batch == ALL

    def top_tenth(drawn: metrics.Vector, found: metrics.Vector) -> float:
        return metrics.precision_at(drawn, found, metrics.size_of(0.1, len(drawn)))

    # Per batch the numbers are too small for intervals to say more than "wide".
    around = [
        intervals.by_group(of, scores, outcomes, groups, settings.bootstrap, settings.seed)
        if batch == ALL
        else intervals.Interval(math.nan, math.nan)
        for of in (metrics.average_precision, top_tenth)
    ]
    return Measures(
        scorer=scorer,
        batch=batch,
        cases=len(rows),
        confirmed=int(outcomes.sum()),
        average_precision=metrics.average_precision(scores, outcomes),
        average_precision_low=around[0].low,
        average_precision_high=around[0].high,
        auc=metrics.auc(scores, outcomes),
        precision_tenth=metrics.precision_at(scores, outcomes, tenth),
        precision_tenth_low=around[1].low,
        precision_tenth_high=around[1].high,
        precision_capacity=precision,
        recall_capacity=metrics.recall_at(scores, outcomes, capacity),
        lift_capacity=precision / base if base else math.nan,
        yuan_capacity=metrics.yuan_at(scores, outcomes, rows["recovered_yuan"].to_numpy(np.float64), capacity),
        brier=metrics.brier(scores, outcomes) if likely else math.nan,
        calibration_error=metrics.calibration_error(scores, outcomes) if likely else math.nan,
        calibration_chance=metrics.calibration_by_chance(scores, settings.seed) if judged else math.nan,
    )
