"""The points of a model card's pictures, kept with the card so that they can be drawn at any time."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from features.catalogue import Column
from training.estimators import anomaly
from training.evaluation import intervals, metrics
from training.evaluation.scorecard import SCORERS
from training.evaluation.walking import Forward
from training.folder.card import MODEL
from training.folder.pictured_kept import CalibrationBin, Curve, Driver, Pictured
from training.kept_values import Said

SHARES = tuple(np.round(np.linspace(0.02, 1, 50), 2).tolist())
DRIVERS = 12
LEVEL = 0.9
ODDITY = Said(zh="与同类发放规律的差异（孤立森林）", en="how unlike its kind it is (isolation forest)")


def of(forward: Forward, contributions: pd.DataFrame, columns: Iterable[Column]) -> Pictured:
    """From the walk forward and what `Bundle.explain` says of a sample of cases."""
    outcomes = forward.rows["outcome"].to_numpy(np.float64)
    curves = []
    for scorer in SCORERS:
        found = outcomes[metrics.order(forward.rows[scorer].to_numpy(np.float64), outcomes)]
        sizes = [metrics.size_of(share, len(found)) for share in SHARES]
        curves.append(Curve(scorer=scorer, precision=tuple(float(found[:size].mean()) for size in sizes)))
    points = metrics.calibration_points(forward.rows[MODEL].to_numpy(np.float64), outcomes)
    return Pictured(
        shares=SHARES,
        curves=tuple(curves),
        calibration=tuple(_bin(point) for point in points),
        drivers=_drivers(contributions, columns),
    )


def _bin(point: metrics.CalibrationPoint) -> CalibrationBin:
    low, high = intervals.jeffreys(point.found * point.cases, point.cases, LEVEL)
    return CalibrationBin(predicted=point.predicted, found=point.found, low=low, high=high, cases=point.cases)


def _drivers(contributions: pd.DataFrame, columns: Iterable[Column]) -> tuple[Driver, ...]:
    """The columns that move the score most: mean absolute part of the log-odds."""
    names = {column.name: Said(zh=column.zh, en=column.en) for column in columns} | {anomaly.COLUMN: ODDITY}
    mean = contributions.drop(columns="base").abs().mean().nlargest(DRIVERS)
    return tuple(
        Driver(column=str(name), name=names.get(str(name), Said(zh=str(name), en=str(name))), weight=float(weight))
        for name, weight in mean.items()
    )
