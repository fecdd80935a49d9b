"""What an order of visits would have gained the City of Chicago: finds come earlier, as its own evaluation counts them.

The visits of the test period keep their days; the order says which inspection takes which. A find is as many days
earlier as its new day lies before its own. (City of Chicago, food-inspections-evaluation.)
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from training.evaluation import metrics

Vector = npt.NDArray[np.float64]
HALF = pd.Timestamp("2014-10-01")  # the City's two halves of the period are its two months


@dataclass(frozen=True)
class Gain:
    """Mean days by which confirmed cases come earlier, and the share of them found in the first half."""

    days: float
    first_half: float


def gain(scores: Vector, outcomes: Vector, days: "pd.Series[pd.Timestamp]", half: pd.Timestamp = HALF) -> Gain:
    """Put cases in the order of their scores, ties counted worst, onto the same days."""
    order = metrics.order(scores, outcomes)
    found = outcomes[order] == 1
    own, new = days.to_numpy()[order], np.sort(days.to_numpy())
    earlier = (own - new)[found] / np.timedelta64(1, "D")
    return Gain(float(earlier.mean()), float((new[found] < half.to_datetime64()).mean()))
