"""Awards no rule hit. Only flagged ones were ever visited, so what the model says of the others is extrapolation.

Until some are visited at random, their scores are moved so that on average they equal the declared background.
"""

import numpy as np
import numpy.typing as npt

from training.estimators.calibration import logit, sigmoid


def shift(probability: npt.NDArray[np.float64], background: float) -> float:
    """The log-odds to add to these probabilities so that their mean is `background`; never above 0."""
    if len(probability) == 0 or probability.mean() <= background:
        return 0.0
    odds, low, high = logit(probability), -20.0, 0.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if sigmoid(odds + middle).mean() < background else (low, middle)
    return round((low + high) / 2, 6)
