"""Calibration: from a score to the probability that a visit confirms, learned from out-of-time predictions only.

Three ways are known; which one is used is decided forward, by Brier score on batches not yet seen.
"""

from typing import Literal

import numpy as np
import numpy.typing as npt

from records.frozen import Frozen
from training.estimators import log_loss

Vector = npt.NDArray[np.float64]
Way = Literal["none", "sigmoid", "beta", "isotonic"]
WAYS: tuple[Way, ...] = ("none", "sigmoid", "beta", "isotonic")
FEW = 1000  # below this many cases isotonic steps follow the noise
RIDGE = 4.0  # pull of each slope towards 1, in cases: little can be learned from few
FLOOR = 1e-4


class Calibration(Frozen):
    """One fitted way.

    `numbers`: slope and shift (sigmoid), two slopes and shift (beta), knots then values (isotonic).
    """

    way: Way = "none"
    numbers: tuple[float, ...] = ()

    def probability(self, log_odds: Vector) -> Vector:
        """Calibrated probabilities, within [0.0001, 0.9999], never decreasing in the score."""
        if self.way == "isotonic":
            half = len(self.numbers) // 2
            # A trace of the score keeps apart what the steps would tie.
            stepped = np.interp(log_odds, self.numbers[:half], self.numbers[half:]) + 1e-6 * sigmoid(log_odds)
            return np.clip(stepped, FLOOR, 1 - FLOOR)
        return np.clip(sigmoid(_shaped(self.way, np.asarray(self.numbers), log_odds)), FLOOR, 1 - FLOOR)


def fit(way: Way, log_odds: Vector, outcomes: Vector) -> Calibration:
    """Fit one way on out-of-time scores and what was found (0 or 1)."""
    if way == "none" or len(outcomes) == 0:
        return Calibration()
    if way == "isotonic":
        return _isotonic(log_odds, outcomes)
    parts = _parts(way, log_odds)
    # Slopes below zero would turn the ranking round.
    numbers = log_loss.least(parts, outcomes, np.ones(parts.shape[1]), RIDGE, lowest=0.05)
    return Calibration(way=way, numbers=tuple(numbers.tolist()))


def choose(folds: list[tuple[Vector, Vector, Vector, Vector]]) -> Way:
    """The way with the lowest forward Brier score over (earlier scores, earlier outcomes, next scores, next outcomes).

    With few cases only the smooth ways stand for choice; with nothing to look back on, sigmoid.
    """
    usable = [fold for fold in folds if len(fold[0]) and len(fold[2])]
    if not usable:
        return "sigmoid"
    enough = max(len(fold[0]) for fold in usable) >= FEW
    ways = [way for way in WAYS if way != "isotonic" or enough]
    return min(ways, key=lambda way: _forward_brier(way, usable))


def _forward_brier(way: Way, folds: list[tuple[Vector, Vector, Vector, Vector]]) -> float:
    errors = [(fit(way, before, known).probability(after) - found) ** 2 for before, known, after, found in folds]
    return float(np.concatenate(errors).mean())


def _shaped(way: Way, numbers: Vector, log_odds: Vector) -> Vector:
    return log_odds if way == "none" else np.asarray(_parts(way, log_odds) @ numbers[:-1] + numbers[-1])


def _parts(way: Way, log_odds: Vector) -> Vector:
    """What the slopes of a smooth way multiply, cases x slopes; the last number is the shift."""
    if way == "sigmoid":
        return log_odds[:, None]
    chance = np.clip(sigmoid(log_odds), FLOOR, 1 - FLOOR)
    return np.column_stack([np.log(chance), -np.log(1 - chance)])


def _isotonic(log_odds: Vector, outcomes: Vector) -> Calibration:
    from sklearn.isotonic import IsotonicRegression

    steps = IsotonicRegression(out_of_bounds="clip").fit(log_odds, outcomes)
    return Calibration(way="isotonic", numbers=(*steps.X_thresholds_.tolist(), *steps.y_thresholds_.tolist()))


def sigmoid(log_odds: Vector) -> Vector:
    """Log-odds to probability."""
    return np.asarray(1.0 / (1.0 + np.exp(-log_odds)), dtype=np.float64)


def logit(probability: Vector) -> Vector:
    """Probability to log-odds."""
    clipped = np.clip(probability, FLOOR, 1 - FLOOR)
    return np.asarray(np.log(clipped / (1 - clipped)), dtype=np.float64)
