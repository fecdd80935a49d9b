"""What scores an award: the forest's oddity beside all columns, through trees blended with a logistic model."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from training import anomaly, logistic, supervised
from training.anomaly import Forest
from training.logistic import Logistic
from training.settings import Settings
from training.supervised import Ensemble

BASE = "base"


@dataclass(frozen=True)
class Dictionary:
    """What training needs to know of the feature columns: names in order, which are patterns, which are monotone."""

    columns: tuple[str, ...]
    patterns: tuple[str, ...]
    monotone: Mapping[str, int]


@dataclass(frozen=True)
class Scorer:
    """The fitted parts; `columns` are the feature columns it expects, without the forest's own."""

    columns: tuple[str, ...]
    forest: Forest
    ensemble: Ensemble
    logistic: Logistic | None
    weight: float  # the logistic model's share of the log-odds

    def log_odds(self, features: pd.DataFrame, oddity: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Uncalibrated log-odds of each row; `oddity` is the forest's score of the same rows."""
        if features.empty:
            return np.empty(0)
        both = _with(features, self.columns, oddity)
        trees = self.ensemble.log_odds(both)
        if self.logistic is None:
            return trees
        return (1 - self.weight) * trees + self.weight * self.logistic.log_odds(both)

    def contributions(self, features: pd.DataFrame) -> pd.DataFrame:
        """Each column's part of the log-odds (TreeSHAP and logistic), `anomaly` and `base` last; rows sum up."""
        both = _with(features, self.columns, self.forest.score(features))
        names = [*self.ensemble.columns, BASE]
        found = pd.DataFrame(self.ensemble.contributions(both), index=features.index, columns=names)
        if self.logistic is None:
            return found
        found = found * (1 - self.weight)
        for column, part in self.logistic.contributions(both).items():
            found[column] = found[column] + self.weight * part
        found[BASE] = found[BASE] + self.weight * self.logistic.base
        return found


def fit(
    features: pd.DataFrame,
    outcomes: npt.NDArray[np.float64],
    forest: Forest,
    dictionary: Dictionary,
    settings: Settings,
) -> Scorer:
    """Fit trees and logistic model on verified cases (one row each, outcomes 0 or 1), beside a fitted forest."""
    both = _with(features, dictionary.columns, forest.score(features))
    ensemble = supervised.fit(both, outcomes, dictionary.monotone, settings.trees, settings.seed)
    weight = settings.logistic.weight
    linear = logistic.fit(both, outcomes, settings.logistic.strength) if weight else None
    return Scorer(dictionary.columns, forest, ensemble, linear, weight)


def _with(features: pd.DataFrame, columns: tuple[str, ...], oddity: npt.NDArray[np.float64]) -> pd.DataFrame:
    return features.loc[:, list(columns)].assign(**{anomaly.COLUMN: oddity})
