"""Several models as one: weights for their log-odds, learned from out-of-time scores only."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from training.estimators import log_loss

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
    models = scores.shape[1]
    *weights, shift = log_loss.least(scores, outcomes, np.full(models, 1 / models), RIDGE, lowest=0.0).tolist()
    return Stack(tuple(weights), shift)
