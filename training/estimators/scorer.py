"""What scores an award: the feature columns and the forest's oddity, through the trees."""

from collections.abc import Mapping
from dataclasses import dataclass

import joblib
import numpy as np
import numpy.typing as npt
import pandas as pd

from training.estimators import anomaly, supervised
from training.estimators.anomaly import Forest
from training.estimators.supervised import Ensemble
from training.settings import Settings

BASE = "base"
PIECE = 32_768  # rows scored at a time
SAMPLE = 500  # rows on which the quick way is tried first
Vector = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Dictionary:
    """What training needs to know of the feature columns: names in order, which are patterns, which are monotone.

    `directed` are the columns of which the domain knows what more of it speaks for, the rules' own among them.
    """

    columns: tuple[str, ...]
    patterns: tuple[str, ...]
    monotone: Mapping[str, int]
    directed: tuple[str, ...]


@dataclass(frozen=True)
class Scorer:
    """The fitted parts; `columns` are the feature columns it expects, without the forest's own."""

    columns: tuple[str, ...]
    forest: Forest
    ensemble: Ensemble

    def log_odds(self, features: pd.DataFrame, oddity: Vector) -> Vector:
        """Uncalibrated log-odds of each row; `oddity` is the forest's score of the same rows."""
        if features.empty:
            return np.empty(0)
        return self.ensemble.log_odds(_with(features, self.ensemble.columns[:-1], oddity))

    def scores(self, features: pd.DataFrame) -> tuple[Vector, Vector]:
        """Oddity and log-odds of each row; for a city piece by piece, so that no second table of it is held."""
        if len(features) <= PIECE:
            oddity = self.forest.score(features)
            return oddity, self.log_odds(features, oddity)
        walks = self.ensemble.can_walk(self._joined(features.iloc[:SAMPLE])[1])

        def piece(start: int) -> tuple[Vector, Vector]:
            oddity, joined = self._joined(features.iloc[start : start + PIECE])
            return oddity, self.ensemble.walked(joined) if walks else self.ensemble.log_odds(joined, threads=1)

        with joblib.parallel_config(backend="threading", n_jobs=supervised.THREADS):
            found = joblib.Parallel()(joblib.delayed(piece)(start) for start in range(0, len(features), PIECE))
        return np.concatenate([oddity for oddity, _ in found]), np.concatenate([odds for _, odds in found])

    def _joined(self, features: pd.DataFrame) -> tuple[Vector, pd.DataFrame]:
        oddity = self.forest.score(features, threads=1)
        return oddity, _with(features, self.ensemble.columns[:-1], oddity)

    def contributions(self, features: pd.DataFrame) -> pd.DataFrame:
        """Each column's part of the log-odds (TreeSHAP), `anomaly` and `base` last; rows sum up."""
        both = _with(features, self.ensemble.columns[:-1], self.forest.score(features))
        names = [*self.ensemble.columns, BASE]
        return pd.DataFrame(self.ensemble.contributions(both), index=features.index, columns=names)


def fit(
    features: pd.DataFrame,
    outcomes: Vector,
    forest: Forest,
    dictionary: Dictionary,
    settings: Settings,
) -> Scorer:
    """Fit the trees on verified cases (one row each, outcomes 0 or 1), beside a fitted forest.

    With few cases the trees see only columns with a direction: in the others they would find chance.
    """
    few = len(outcomes) < settings.trees.all_columns_from
    seen = dictionary.directed if few else dictionary.columns
    both = _with(features, seen, forest.score(features))
    ensemble = supervised.fit(both, outcomes, dictionary.monotone, settings.trees, settings.seed)
    return Scorer(dictionary.columns, forest, ensemble)


def _with(features: pd.DataFrame, columns: tuple[str, ...], oddity: Vector) -> pd.DataFrame:
    values = np.column_stack([features.loc[:, list(columns)].to_numpy(np.float64), oddity])
    return pd.DataFrame(values, index=features.index, columns=[*columns, anomaly.COLUMN])
