"""Intervals on small numbers: cases are drawn again by group, since cases of one household fall together.

The draws are made once and kept as counts. An order of visits is sorted once and its rows repeated as often as they
were drawn, so that a draw costs no sorting, and two orders are compared on the very same draws (paired).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from training.evaluation import metrics
from training.settings import Bootstrap

Vector = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]
Along = Callable[[Rows], float]  # measures an order of visits, given as row positions from first visited to last


class Interval(NamedTuple):
    """From and to; NaN where nothing could be drawn."""

    low: float
    high: float


def exact(found: int, of: int, level: float) -> Interval:
    """Of a share, never too narrow (Clopper and Pearson), for numbers are small."""
    from scipy.special import betaincinv  # the quantiles of scipy.stats.beta, without its second of import

    tail = (1 - level) / 2
    low = float(betaincinv(found, of - found + 1, tail)) if found else 0.0
    high = float(betaincinv(found + 1, of - found, 1 - tail)) if found < of else 1.0
    return Interval(low, high)


def jeffreys(found: float, of: float, level: float) -> Interval:
    """Of a share, with half a case on either side beforehand: right on average, where `exact` is never too narrow."""
    from scipy.special import betaincinv

    tail = (1 - level) / 2
    low, high = (float(betaincinv(found + 0.5, of - found + 0.5, at)) for at in (tail, 1 - tail))
    return Interval(low, high)


@dataclass(frozen=True)
class Draws:
    """How often each row falls into each draw: rounds x rows."""

    counts: npt.NDArray[np.int16]
    level: float

    def along(self, scores: Vector, outcomes: Vector, measure: Along) -> Vector:
        """The measure of this order in every draw; the same draws for every order."""
        order = metrics.order(scores, outcomes)
        return np.array([measure(np.repeat(order, count[order])) for count in self.counts], dtype=np.float64)

    def precisions(self, scores: Vector, outcomes: Vector) -> Vector:
        """Rounds x (average precision, precision in the first tenth) of this order, both from one pass along it."""
        order = metrics.order(scores, outcomes)
        ranked, values = outcomes[order], np.empty((len(self.counts), 2))
        for place, count in enumerate(self.counts):
            found = np.repeat(ranked, count[order])
            values[place] = metrics.precision_along(found), found[: metrics.size_of(0.1, len(found))].mean()
        return values

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
