"""Several models as one: weights for their log-odds, learned from out-of-time scores only."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

Vector = npt.NDArray[np.float64]
RIDGE = 20.0  # pull of the weights towards an equal share, in cases: from few, little can be learned


@dataclass(frozen=True)
class Stack:
    """`weights`, one per model and none below 0, and a shift; both act on log-odds."""

    weights: tuple[float, ...]
    shift: float = 0.0

    def log_odds(self, scores: Vector) -> Vector:
        """From cases x models to one log-odds per case."""
        return np.asarray(scores @ np.asarray(self.weights) + self.shift, dtype=np.float64)


def equal(models: int) -> Stack:
    """Nothing is known of the models yet: their mean."""
    return Stack((1 / models,) * models)


def fit(scores: Vector, outcomes: Vector) -> Stack:
    """The weights with the lowest log loss on out-of-time `scores` (cases x models) and outcomes (0 or 1)."""
    start = np.append(np.full(scores.shape[1], 1 / scores.shape[1]), 0.0)

    def loss(numbers: Vector) -> tuple[float, Vector]:
        mixed = scores @ numbers[:-1] + numbers[-1]
        away = numbers[:-1] - start[:-1]
        error = 1 / (1 + np.exp(-mixed)) - outcomes
        value = log_losses(mixed, outcomes).sum() + RIDGE * np.sum(away**2)
        return float(value), np.append(scores.T @ error + 2 * RIDGE * away, error.sum())

    bounds = [(0.0, 5.0)] * scores.shape[1] + [(-5.0, 5.0)]
    found = minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B").x
    return Stack(tuple(float(weight) for weight in found[:-1]), float(found[-1]))


def log_losses(log_odds: Vector, outcomes: Vector) -> Vector:
    """Negative log-likelihood of each case; lower is better."""
    return np.asarray(np.logaddexp(0, log_odds) - outcomes * log_odds, dtype=np.float64)
