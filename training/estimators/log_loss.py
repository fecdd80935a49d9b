"""Log loss, and the few numbers that make it least, drawn towards what they would be if nothing were known."""

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]


def of_each(log_odds: Vector, outcomes: Vector) -> Vector:
    """Negative log-likelihood of each case; lower is better."""
    return np.asarray(np.logaddexp(0, log_odds) - outcomes * log_odds, dtype=np.float64)


def least(parts: Vector, outcomes: Vector, start: Vector, pull: float, lowest: float) -> Vector:
    """What to multiply `parts` (cases x numbers) with, and a shift, as the last number.

    Each multiplier lies between `lowest` and 5 and is drawn towards its `start` as by `pull` cases; the shift, between
    -5 and 5, is not drawn anywhere.
    """
    from scipy.optimize import minimize  # fitting only: whoever reads a card or goes back to a model does without

    whole = np.column_stack([parts, np.ones(len(parts))])
    begin = np.append(start, 0.0)

    def loss(numbers: Vector) -> tuple[float, Vector]:
        log_odds, away = whole @ numbers, numbers - begin
        away[-1] = 0.0
        error = 1 / (1 + np.exp(-log_odds)) - outcomes
        value = of_each(log_odds, outcomes).sum() + pull * np.sum(away**2)
        return float(value), whole.T @ error + 2 * pull * away

    bounds = [(lowest, 5.0)] * len(start) + [(-5.0, 5.0)]
    return np.asarray(minimize(loss, begin, jac=True, bounds=bounds, method="L-BFGS-B").x, dtype=np.float64)
