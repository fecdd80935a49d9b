"""How sure a probability is: the share confirmed among tested cases that scored alike, with its interval.

A calibrated probability is a statement about cases like this one. How much it can be trusted is told by what was found
at them, out of time: the cases whose probability lay nearest, each scored by a model that knew nothing of their batch.
Where few were tested (the reddest) or the probability was off, the interval is wide.
"""

import numpy as np
import numpy.typing as npt

from training.frozen import Frozen
from training.intervals import jeffreys

Vector = npt.NDArray[np.float64]
ALIKE = 100  # cases looked at around each probability; fewer are noise, more are not alike
KNOTS = 41  # between them an interval is read off a straight line
LEVEL = 0.9


class ScoreIntervals(Frozen):
    """From a probability to its interval: `low` and `high` at each of the `probability` knots, all rising."""

    probability: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    level: float = LEVEL

    def of(self, probability: Vector) -> tuple[Vector, Vector]:
        """The ends of each probability's interval; the probability itself always lies within."""
        low, high = (np.interp(probability, self.probability, ends) for ends in (self.low, self.high))
        return np.minimum(low, probability), np.maximum(high, probability)


def fit(probability: Vector, outcomes: Vector, groups: npt.NDArray[np.int64]) -> ScoreIntervals | None:
    """Intervals from out-of-time probabilities and what was found (0 or 1); None below ALIKE cases.

    `groups`: cases of one household fall together, so a hundred of them say less than a hundred strangers; they count
    as many as there are groups among them.
    """
    if len(probability) < ALIKE:
        return None
    order = np.argsort(probability, kind="stable")
    ranked, found, tied = probability[order], outcomes[order], groups[order]
    starts = np.unique(np.linspace(0, len(ranked) - ALIKE, KNOTS).astype(int))
    knots = [_around(ranked[at : at + ALIKE], found[at : at + ALIKE], tied[at : at + ALIKE]) for at in starts]
    middle, low, high = (np.array(ends) for ends in zip(*knots, strict=True))
    # Ends rise with the probability, for dips are noise of the counting; they are levelled outwards, never inwards.
    low, high = np.minimum.accumulate(low[::-1])[::-1], np.maximum.accumulate(high)
    return ScoreIntervals(probability=tuple(middle), low=tuple(low), high=tuple(high))


def _around(probability: Vector, outcomes: Vector, groups: npt.NDArray[np.int64]) -> tuple[float, float, float]:
    """The mean probability of alike cases, and the interval of the share confirmed among them."""
    of = len(np.unique(groups))
    interval = jeffreys(float(outcomes.mean()) * of, of, LEVEL)
    return float(probability.mean()), *interval
