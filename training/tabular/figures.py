"""How good every order of a backtest was: the model, the models it is made of, and the yardsticks."""

import math
from dataclasses import dataclass, replace

import joblib
import numpy as np
import numpy.typing as npt
import pandas as pd

from training.estimators.calibration import sigmoid
from training.evaluation import intervals, metrics
from training.evaluation.intervals import Draws, Interval
from training.folder.card import ALL, MODEL
from training.settings import Settings
from training.tabular.backtest import Backtest
from training.tabular.candidates import MODELS, YARDSTICKS

Vector = npt.NDArray[np.float64]
LIKELY = (*MODELS, "logistic", "lightgbm")  # log-odds that claim to be probabilities
NOTHING = Interval(math.nan, math.nan)


@dataclass(frozen=True)
class Figures:
    """One order of the cases of one block, or of all judged ones (`block` is "all"); shares lie between 0 and 1.

    `against_model`: average precision of the model less that of this order, with the interval of that difference.
    Intervals are drawn by group, for all blocks together only.
    """

    scorer: str
    block: str
    cases: int
    confirmed: int
    average_precision: float
    average_precision_interval: Interval
    auc: float
    top_tenth: float
    top_tenth_interval: Interval
    precision_capacity: float
    recall_capacity: float
    recall_half: float
    brier: float
    calibration_error: float
    calibration_chance: float
    against_model: float
    against_model_interval: Interval


def scorers(test: Backtest) -> tuple[str, ...]:
    """The model, what it is made of, and the yardsticks, those of the table's own columns last."""
    own = [str(name) for name in test.rows.columns if str(name).startswith("by ")]
    return (MODEL, *MODELS, *YARDSTICKS, *own)


def measure(test: Backtest, settings: Settings) -> tuple[Figures, ...]:
    """One row per scorer for all judged blocks together, then for each of them."""
    judged = test.rows[test.rows["judged"]]
    names = scorers(test)
    draws = intervals.by_group(judged["group"].to_numpy(np.int64), settings.bootstrap, settings.seed)
    drawn = _drawn(judged, names, draws, settings.trees.threads)
    found = [
        replace(
            _row(judged, scorer, ALL, settings),
            average_precision_interval=draws.interval(drawn[scorer][:, 0]),
            top_tenth_interval=draws.interval(drawn[scorer][:, 1]),
            against_model_interval=draws.interval(drawn[MODEL][:, 0] - drawn[scorer][:, 0]),
        )
        for scorer in names
    ]
    blocks = judged.groupby("block", sort=False)
    return (*found, *(_row(part, scorer, str(block), settings) for block, part in blocks for scorer in names))


def _drawn(rows: pd.DataFrame, names: tuple[str, ...], draws: Draws, threads: int) -> dict[str, Vector]:
    """Average precision and top tenth of every scorer on the same draws: rounds x 2."""
    outcomes = rows["outcome"].to_numpy(np.float64)
    with joblib.parallel_config(backend="threading", n_jobs=threads):
        scores = (rows[name].to_numpy(np.float64) for name in names)
        found = joblib.Parallel()(joblib.delayed(draws.precisions)(one, outcomes) for one in scores)
    return dict(zip(names, found, strict=True))


def _row(rows: pd.DataFrame, scorer: str, block: str, settings: Settings) -> Figures:
    scores, outcomes = rows[scorer].to_numpy(np.float64), rows["outcome"].to_numpy(np.float64)
    capacity, half = metrics.size_of(settings.capacity, len(rows)), metrics.size_of(0.5, len(rows))
    likely = scores if scorer == MODEL else sigmoid(scores) if scorer in LIKELY else None
    precision = metrics.average_precision(scores, outcomes)
    best = metrics.average_precision(rows[MODEL].to_numpy(np.float64), outcomes)
    return Figures(
        scorer=scorer,
        block=block,
        cases=len(rows),
        confirmed=int(outcomes.sum()),
        average_precision=precision,
        average_precision_interval=NOTHING,
        auc=metrics.auc(scores, outcomes),
        top_tenth=metrics.precision_at(scores, outcomes, metrics.size_of(0.1, len(rows))),
        top_tenth_interval=NOTHING,
        precision_capacity=metrics.precision_at(scores, outcomes, capacity),
        recall_capacity=metrics.recall_at(scores, outcomes, capacity),
        recall_half=metrics.recall_at(scores, outcomes, half),
        brier=metrics.brier(likely, outcomes) if likely is not None else math.nan,
        calibration_error=metrics.calibration_error(likely, outcomes) if likely is not None else math.nan,
        calibration_chance=metrics.calibration_by_chance(scores, settings.seed)
        if scorer == MODEL and block == ALL
        else math.nan,
        against_model=best - precision,
        against_model_interval=NOTHING,
    )
