"""Intervals on small numbers: cases are drawn again by group, since cases of one household fall together."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from training.settings import Bootstrap

Vector = npt.NDArray[np.float64]
Measure = Callable[[Vector, Vector], float]


class Interval(NamedTuple):
    """From and to; NaN where nothing could be drawn."""

    low: float
    high: float


def by_group(
    measure: Measure,
    scores: Vector,
    outcomes: Vector,
    groups: npt.NDArray[np.int64],
    choices: Bootstrap,
    seed: int,
) -> Interval:
    """The bootstrap interval of `measure(scores, outcomes)`; the same seed draws the same groups for every score."""
    rows = _rows_by_group(groups)
    chance = np.random.default_rng(seed)
    found = []
    for _ in range(choices.rounds):
        drawn = np.concatenate([rows[place] for place in chance.integers(0, len(rows), len(rows))])
        found.append(measure(scores[drawn], outcomes[drawn]))
    values = np.asarray(found)[~np.isnan(found)] if found else np.empty(0)
    if not len(values):
        return Interval(float("nan"), float("nan"))
    tail = (1 - choices.level) / 2
    low, high = np.quantile(values, [tail, 1 - tail])
    return Interval(float(low), float(high))


def _rows_by_group(groups: npt.NDArray[np.int64]) -> list[npt.NDArray[np.intp]]:
    ranked = np.argsort(groups, kind="stable")
    return np.split(ranked, np.flatnonzero(np.diff(groups[ranked])) + 1)
