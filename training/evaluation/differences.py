"""Two orders of visits on the same cases: how far apart they are, and whether chance alone does as much."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from records.frozen import Frozen
from training.evaluation import metrics
from training.evaluation.intervals import Along, Draws
from training.kept_values import Measured
from training.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

Vector = npt.NDArray[np.float64]
PRECISION, YUAN = "average_precision", "yuan_capacity"


class Difference(Frozen):
    """One measure of the model beside another order; the interval is that of `ours - theirs` over paired draws."""

    against: str  # a yardstick, or the champion's version
    measure: str
    ours: Measured
    theirs: Measured
    low: Measured
    high: Measured

    @property
    def by(self) -> float:
        """How much more the model has."""
        return self.ours - self.theirs

    @property
    def better(self) -> bool:
        """More, and by more than chance; without draws more is all that can be said."""
        return self.by > 0 and (math.isnan(self.low) or self.low > 0)

    @property
    def worse(self) -> bool:
        """Less, by more than chance; what was not measured is worse, for nothing may rest on it."""
        return math.isnan(self.by) or (self.by < 0 and (math.isnan(self.high) or self.high < 0))


class Comparison(Frozen):
    """The model beside the champion of the day it was trained, on cases that neither had seen."""

    champion: str
    cases: int
    confirmed: int
    kept: int  # cases scored by the champion's own walk forward, when it was trained
    served: int  # cases that went out after that: scored by the champion itself
    left_out: int  # tested cases that the champion cannot be scored on honestly
    differences: tuple[Difference, ...] = ()
    problem: str = ""  # why nothing could be compared; empty: it could
    problem_zh: str = ""


def measures(rows: "pd.DataFrame", capacity: float) -> Mapping[str, Along]:
    """Average precision, and yuan found in the first `capacity` of the visits, of `rows` in an order."""
    outcomes = rows["outcome"].to_numpy(np.float64)
    yuan = np.nan_to_num(np.where(outcomes == 1, rows["recovered_yuan"].to_numpy(np.float64), 0.0))
    return {
        PRECISION: lambda order: metrics.precision_along(outcomes[order]),
        YUAN: lambda order: float(yuan[order[: metrics.size_of(capacity, len(order))]].sum()),
    }


def paired(
    rows: "pd.DataFrame", draws: Draws, ours: Vector, theirs: Mapping[str, Vector], wanted: str, settings: Settings
) -> tuple[Difference, ...]:
    """The measure `wanted` of an order beside others, each on the same draws."""
    outcomes, along = rows["outcome"].to_numpy(np.float64), measures(rows, settings.capacity)[wanted]
    mine, drawn = along(metrics.order(ours, outcomes)), draws.along(ours, outcomes, along)
    found = []
    for name, scores in theirs.items():
        span = draws.interval(drawn - draws.along(scores, outcomes, along))
        other = along(metrics.order(scores, outcomes))
        found.append(Difference(against=name, measure=wanted, ours=mine, theirs=other, low=span.low, high=span.high))
    return tuple(found)
