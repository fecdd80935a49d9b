"""The yardstick table: the model beside every yardstick, on each batch and on all of them together.

Precision, recall, lift and yuan are those of the first quarter (`capacity`) of what was verified. Everything in a past
batch was verified, so at the size of a whole batch every order would show the same figures.
"""

import math

import numpy as np
import pandas as pd

from training import differences, intervals, metrics, yardsticks
from training.card import Measures
from training.differences import PRECISION, Difference
from training.evaluation import MODEL, Forward
from training.intervals import Along, Draws, Interval, Rows
from training.settings import Settings

SCORERS: tuple[str, ...] = (MODEL, *yardsticks.NAMES)
PROBABILITIES = (MODEL, "rule_rate")  # the others rank, but say nothing of how likely
ALL = "all"


def measure(forward: Forward, draws: Draws, settings: Settings) -> tuple[Measures, ...]:
    """One row per scorer and batch, then one per scorer over all batches (`batch` is "all"), with intervals."""
    found = []
    for batch in (*forward.rows["batch"].unique(), ALL):
        rows = forward.rows if batch == ALL else forward.rows[forward.rows["batch"] == batch]
        # Per batch the numbers are too small for intervals to say more than "wide".
        found += [_row(rows, scorer, str(batch), draws if batch == ALL else None, settings) for scorer in SCORERS]
    return tuple(found)


def draw(forward: Forward, settings: Settings) -> Draws:
    """The draws of all tested cases by group, on which every order is measured."""
    return intervals.by_group(forward.rows["group"].to_numpy(), settings.bootstrap, settings.seed)


def against_yardsticks(forward: Forward, draws: Draws, settings: Settings) -> tuple[Difference, ...]:
    """Average precision of the model beside each yardstick, on the same draws."""
    rows = forward.rows
    theirs = {str(name): rows[name].to_numpy(np.float64) for name in yardsticks.NAMES}
    return differences.paired(rows, draws, rows[MODEL].to_numpy(np.float64), theirs, PRECISION, settings)


def _row(rows: pd.DataFrame, scorer: str, batch: str, draws: Draws | None, settings: Settings) -> Measures:
    scores, outcomes = rows[scorer].to_numpy(np.float64), rows["outcome"].to_numpy(np.float64)
    tenth, capacity = metrics.size_of(0.1, len(rows)), metrics.size_of(settings.capacity, len(rows))
    precision, base = metrics.precision_at(scores, outcomes, capacity), outcomes.mean()
    likely, judged = scorer in PROBABILITIES, scorer == MODEL and batch == ALL
    around = [
        Interval(math.nan, math.nan) if draws is None else draws.interval(draws.along(scores, outcomes, along))
        for along in _along(outcomes)
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


def _along(outcomes: metrics.Vector) -> tuple[Along, Along]:
    def top_tenth(order: Rows) -> float:
        return float(outcomes[order[: metrics.size_of(0.1, len(order))]].mean())

    return lambda order: metrics.precision_along(outcomes[order]), top_tenth
