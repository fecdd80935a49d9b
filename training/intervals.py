"""Intervals on small numbers: cases are drawn again by group, since cases of one household fall together.

The draws are made once and kept as counts. An order of visits is sorted once and its rows repeated as often as they
were drawn, so that a draw costs no sorting, and two orders are compared on the very same draws (paired).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from training import metrics
from training.settings import Bootstrap

Vector = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]
Along = Callable[[Rows], float]  # measures an order of visits, given as row positions from first visited to last


class Interval(NamedTuple):
    """From and to; NaN where nothing could be drawn."""

    low: float
    high: float


@dataclass(frozen=True)
class Draws:
    """How often each row falls into each draw: rounds x rows."""

    counts: npt.NDArray[np.int16]
    level: float

    def along(self, scores: Vector, outcomes: Vector, measure: Along) -> Vector:
        """The measure of this order in every draw; the same draws for every order."""
        order = metrics.order(scores, outcomes)
        return np.array([measure(np.repeat(order, count[order])) for count in self.counts], dtype=np.float64)

    def interval(self, values: Vector) -> Interval:
        """The middle share `level` of what the draws gave; draws without a value are left out."""
        known = values[~np.isnan(values)]
        if not len(known):
            return Interval(float("nan"), float("nan"))
        tail = (1 - self.level) / 2
        low, high = np.quantile(known, [tail, 1 - tail])
        return Interval(float(low), float(high))


def by_group(groups: npt.NDArray[np.int64], choices: Bootstrap, seed: int) -> Draws:
    """Draw whole groups with replacement, as many as there are; the same seed draws the same."""
    names, of_row = np.unique(groups, return_inverse=True)
    chance = np.random.default_rng(seed)
    counts = np.empty((choices.rounds, len(groups)), np.int16)
    for round_ in range(choices.rounds):
        counts[round_] = np.bincount(chance.integers(0, len(names), len(names)), minlength=len(names))[of_row]
    return Draws(counts, choices.level)
