"""The LightGBM ensemble: shallow trees, strong regularisation, averaged over seeds in log-odds."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import joblib
import lightgbm as lgb
import numpy as np
import numpy.typing as npt
import pandas as pd

from training.estimators import tree_walk
from training.estimators.tree_walk import Unwalkable, Walk
from training.settings import TreeChoices

THREADS = 2
FEW = 2000
BLANKED = 0.01  # of the values of a column that is never missing where the trees learn
Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Ensemble:
    """LightGBM models over the same columns, in this order."""

    columns: tuple[str, ...]
    boosters: tuple[lgb.Booster, ...]

    def log_odds(self, features: pd.DataFrame, threads: int = THREADS) -> Matrix:
        """The mean raw score of each row, before calibration."""
        values = _values(features, self.columns)
        # Models side by side pay for whole tables only.
        with joblib.parallel_config(backend="threading", n_jobs=threads if len(values) > FEW else 1):
            scores = joblib.Parallel()(
                joblib.delayed(booster.predict)(values, raw_score=True, num_threads=1) for booster in self.boosters
            )
        return np.asarray(np.mean(scores, axis=0), dtype=np.float64)

    def walked(self, features: pd.DataFrame) -> Matrix:
        """The same numbers to the last bit, several times as fast for many rows; only where `can_walk`."""
        if self._walk is None:
            raise Unwalkable
        return np.asarray(np.mean(self._walk.log_odds(_values(features, self.columns)), axis=0), dtype=np.float64)

    def can_walk(self, sample: pd.DataFrame) -> bool:
        """Whether walking these trees gives LightGBM's own numbers, tried on a sample."""
        return self._walk is not None and np.array_equal(self.walked(sample), self.log_odds(sample))

    @cached_property
    def _walk(self) -> Walk | None:
        try:
            return tree_walk.prepared(self.boosters)
        except Unwalkable:
            return None

    def contributions(self, features: pd.DataFrame) -> Matrix:
        """TreeSHAP in log-odds, rows x (columns + 1); the last column is the bias, each row sums to its log-odds."""
        values = _values(features, self.columns)
        found = [booster.predict(values, pred_contrib=True, num_threads=1) for booster in self.boosters]
        return np.asarray(np.mean(found, axis=0), dtype=np.float64)


def fit(
    features: pd.DataFrame,
    outcomes: Matrix,
    monotone: Mapping[str, int],
    choices: TreeChoices,
    seed: int,
) -> Ensemble:
    """Fit one model per seed. `outcomes` are 0 or 1, one per row; `monotone` gives +1/-1 where the domain is sure.

    The same rows, outcomes and seed always give the same models.
    """
    columns = tuple(features.columns)
    values = _values(features, columns)
    constraints = [monotone.get(name, 0) for name in columns]

    def one(number: int) -> lgb.Booster:
        parameters = _parameters(choices, constraints, seed + number)
        table = lgb.Dataset(
            _blanked(values, seed + number), label=outcomes, feature_name=list(columns), params=parameters
        )
        return lgb.train(parameters, table, num_boost_round=choices.rounds)

    # One thread in each model and models side by side: LightGBM's own threads wait by spinning, which on a busy
    # machine took ten times as long for a few thousand rows.
    fitted = joblib.Parallel(n_jobs=choices.threads, backend="threading")(
        joblib.delayed(one)(number) for number in range(choices.seeds)
    )
    return Ensemble(columns, tuple(fitted))


def _blanked(values: Matrix, seed: int) -> Matrix:
    """Hide a few values of columns that are never missing here, as they may be among the awards to score.

    A model that never met an unknown value in a column would take it for 0: an unknown age for a newborn.
    """
    always = ~np.isnan(values).any(axis=0)
    hidden = np.random.default_rng(seed).random((len(values), int(always.sum()))) < BLANKED
    copied = values.copy()
    copied[:, always] = np.where(hidden, np.nan, values[:, always])
    return copied


def _parameters(choices: TreeChoices, constraints: list[int], seed: int) -> dict[str, object]:
    return {
        **choices.parameters,
        "objective": "binary",
        "seed": seed,
        "num_threads": 1,
        "deterministic": True,
        # LightGBM would otherwise time both layouts and may choose differently; the trees are the same in both, and by
        # column they take a fifth less time where each sees a third of the columns.
        "force_col_wise": True,
        "monotone_constraints": constraints if any(constraints) else None,
        "verbose": -1,
    }


def _values(features: pd.DataFrame, columns: tuple[str, ...]) -> Matrix:
    return features.loc[:, list(columns)].to_numpy(np.float64)
