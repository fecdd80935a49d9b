"""How sure a probability is: the share confirmed among tested cases that scored alike, with its interval.

A calibrated probability is a statement about cases like this one. How much it can be trusted is told by what was found
at them, out of time: the cases whose probability lay nearest, each scored by a model that knew nothing of their batch.
Where few were tested (the reddest) or the probability was off, the interval is wide.
"""

from functools import cached_property

import numpy as np
import numpy.typing as npt

from records.frozen import Frozen
from training.estimators.calibration import logit, sigmoid
from training.evaluation.intervals import jeffreys

Vector = npt.NDArray[np.float64]
ALIKE = 100  # cases looked at around each probability; fewer are noise, more are not alike
KNOTS = 41  # between them an interval is read off a straight line
LEVEL = 0.9


class ScoreIntervals(Frozen):
    """From a probability to its interval: how far its ends lie `below` and `above` on the log-odds, at each knot."""

    log_odds: tuple[float, ...]  # rising
    below: tuple[float, ...]
    above: tuple[float, ...]
    level: float = LEVEL

    def of(self, probability: Vector) -> tuple[Vector, Vector]:
        """The ends of each probability's interval; the probability itself always lies within."""
        here = logit(probability)
        below, above = (np.interp(here, self._knots[0], away) for away in self._knots[1:])
        return np.minimum(sigmoid(here - below), probability), np.maximum(sigmoid(here + above), probability)

    @cached_property
    def _knots(self) -> tuple[Vector, Vector, Vector]:
        return np.array(self.log_odds), np.array(self.below), np.array(self.above)


def fit(probability: Vector, outcomes: Vector, groups: npt.NDArray[np.int64]) -> ScoreIntervals | None:
    """Intervals from out-of-time scores, as probabilities, and what was found (0 or 1); None below ALIKE cases.

    `groups`: cases of one household fall together, so a hundred of them say less than a hundred strangers; they count
    as many as there are groups among them.
    """
    if len(probability) < ALIKE:
        return None
    order = np.argsort(probability, kind="stable")
    starts = np.unique(np.linspace(0, len(order) - ALIKE, KNOTS).astype(int))
    alike = [order[at : at + ALIKE] for at in starts]
    knots = [_around(probability[near], outcomes[near], groups[near]) for near in alike]
    here, low, high = logit(np.array(knots).T)
    below, above = np.maximum(here - low, 0), np.maximum(high - here, 0)
    return ScoreIntervals(log_odds=tuple(here.tolist()), below=tuple(below.tolist()), above=tuple(above.tolist()))


def _around(probability: Vector, outcomes: Vector, groups: npt.NDArray[np.int64]) -> tuple[float, float, float]:
    """The mean probability of alike cases, and the interval of the share confirmed among them."""
    of = len(np.unique(groups))
    interval = jeffreys(float(outcomes.mean()) * of, of, LEVEL)
    return float(probability.mean()), interval.low, interval.high
