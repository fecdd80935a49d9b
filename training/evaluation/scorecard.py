"""The yardstick table: the model beside every yardstick, on each batch and on all of them together.

Precision, recall, lift and yuan are those of the first quarter (`capacity`) of what was verified. Everything in a past
batch was verified, so at the size of a whole batch every order would show the same figures.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from training.evaluation import intervals, metrics, yardsticks
from training.evaluation.differences import PRECISION, Difference
from training.evaluation.intervals import Draws, Interval, Vector
from training.evaluation.walking import Forward
from training.folder.card import ALL, MODEL, Measures
from training.settings import Settings

SCORERS: tuple[str, ...] = (MODEL, *yardsticks.NAMES)
PROBABILITIES = (MODEL, "rule_rate")  # the others rank, but say nothing of how likely


@dataclass(frozen=True)
class Redrawn:
    """Average precision, and precision in the first tenth, of every order in every draw."""

    draws: Draws
    precision: Mapping[str, Vector]
    tenth: Mapping[str, Vector]


def redraw(forward: Forward, settings: Settings) -> Redrawn:
    """Draw all tested cases again by group, as often as the settings say, and measure every order on each draw."""
    rows = forward.rows
    draws = intervals.by_group(rows["group"].to_numpy(), settings.bootstrap, settings.seed)
    outcomes = rows["outcome"].to_numpy(np.float64)
    found = {scorer: draws.precisions(rows[scorer].to_numpy(np.float64), outcomes) for scorer in SCORERS}
    return Redrawn(
        draws,
        {scorer: values[:, 0] for scorer, values in found.items()},
        {scorer: values[:, 1] for scorer, values in found.items()},
    )


def measure(forward: Forward, redrawn: Redrawn, settings: Settings) -> tuple[Measures, ...]:
    """One row per scorer and batch, then one per scorer over all batches (`batch` is "all"), with intervals."""
    found = []
    for batch in (*forward.rows["batch"].unique(), ALL):
        rows = forward.rows if batch == ALL else forward.rows[forward.rows["batch"] == batch]
        # Per batch the numbers are too small for intervals to say more than "wide".
        found += [_row(rows, scorer, str(batch), redrawn if batch == ALL else None, settings) for scorer in SCORERS]
    return tuple(found)


def against_yardsticks(evaluation: Iterable[Measures], redrawn: Redrawn) -> tuple[Difference, ...]:
    """Average precision of the model beside each yardstick, on the same draws."""
    whole = {row.scorer: row.average_precision for row in evaluation if row.batch == ALL}
    found = []
    for name in yardsticks.NAMES:
        span = redrawn.draws.interval(redrawn.precision[MODEL] - redrawn.precision[name])
        found.append(
            Difference(
                against=name, measure=PRECISION, ours=whole[MODEL], theirs=whole[name], low=span.low, high=span.high
            )
        )
    return tuple(found)


def _row(rows: pd.DataFrame, scorer: str, batch: str, redrawn: Redrawn | None, settings: Settings) -> Measures:
    scores, outcomes = rows[scorer].to_numpy(np.float64), rows["outcome"].to_numpy(np.float64)
    tenth, capacity = metrics.size_of(0.1, len(rows)), metrics.size_of(settings.capacity, len(rows))
    precision, base = metrics.precision_at(scores, outcomes, capacity), outcomes.mean()
    likely, judged = scorer in PROBABILITIES, scorer == MODEL and batch == ALL
    around = [Interval(math.nan, math.nan)] * 2
    if redrawn is not None:
        around = [redrawn.draws.interval(values[scorer]) for values in (redrawn.precision, redrawn.tenth)]
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
