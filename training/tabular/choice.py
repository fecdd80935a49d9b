"""Which model a stretch of time is scored with, and how it is calibrated: decided on the stretches before it only."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from training.estimators import calibration, log_loss, stacking
from training.estimators.calibration import Calibration, logit

Vector = npt.NDArray[np.float64]
SURE = 1.645  # standard errors by which a single model must beat the stack: a smaller difference is noise


@dataclass(frozen=True)
class Past:
    """Out-of-time scores of one stretch: its models' log-odds (cases x models), outcomes, and the stack's log-odds."""

    scores: Vector
    outcomes: Vector
    stacked: Vector

    def of(self, model: int | None) -> Vector:
        """The log-odds of one model, or of the stack."""
        return self.stacked if model is None else self.scores[:, model]


@dataclass(frozen=True)
class Chosen:
    """How a stretch is scored: by the stack (`model` None) or by one model, then calibrated."""

    model: int | None
    stack: stacking.Stack
    calibration: Calibration

    def log_odds(self, scores: Vector) -> Vector:
        """Uncalibrated log-odds of each case, from cases x models."""
        return self.stack.log_odds(scores) if self.model is None else scores[:, self.model]


def choose(past: Sequence[Past], models: int) -> Chosen:
    """Learn the weights of the stack, leave it for a single model only where that was surely better, and calibrate.

    Each is compared as it could have been calibrated then, so that none is chosen for its spread alone.
    """
    if not past:
        return Chosen(None, stacking.equal(models), Calibration())
    stack = stacking.fit(np.concatenate([one.scores for one in past]), _outcomes(past))
    best = _better(past, models) if len(past) > 2 else None
    way = calibration.choose(_steps(past, best))
    # The stack's earlier scores came from earlier weights: as out-of-time as those of any single model.
    return Chosen(best, stack, calibration.fit(way, np.concatenate([one.of(best) for one in past]), _outcomes(past)))


def _better(past: Sequence[Past], models: int) -> int | None:
    """The single model that did better than the stack by more than chance, if one did."""
    stacked = _losses(past, None)
    gains = [stacked - _losses(past, model) for model in range(models)]
    sure = [gain.mean() / (gain.std() / np.sqrt(len(gain)) + 1e-12) for gain in gains]
    best = int(np.argmax(sure))
    return best if sure[best] > SURE else None


def _losses(past: Sequence[Past], model: int | None) -> Vector:
    """Log loss of each case from the second stretch on; a single model as calibrated with the stretches before.

    The stack was fitted to those stretches itself, anew for each, and is taken as it was.
    """
    if model is None:
        return np.concatenate([log_loss.of_each(one.stacked, one.outcomes) for one in past[1:]])
    return np.concatenate(
        [
            log_loss.of_each(logit(calibration.fit("sigmoid", before, known).probability(after)), found)
            for before, known, after, found in _steps(past, model)
        ]
    )


def _steps(past: Sequence[Past], model: int | None) -> list[tuple[Vector, Vector, Vector, Vector]]:
    return [
        (np.concatenate([one.of(model) for one in past[:step]]), _outcomes(past[:step]),
         past[step].of(model), past[step].outcomes)
        for step in range(1, len(past))
    ]  # fmt: skip


def _outcomes(past: Sequence[Past]) -> Vector:
    return np.concatenate([one.outcomes for one in past])
