"""A model folder: LightGBM text models, the forest as skops, a JSON card, and a manifest checked before loading."""

from dataclasses import dataclass
from pathlib import Path

import lightgbm as lgb
import numpy as np
import numpy.typing as npt
import pandas as pd

from training.cases import frames
from training.drift.reference import FLAGGED
from training.estimators import anomaly
from training.estimators.calibration import logit, sigmoid
from training.estimators.levels import Levels
from training.estimators.scorer import Scorer
from training.estimators.supervised import Ensemble
from training.folder import card, manifest
from training.folder.card import Card
from training.folder.memory import Memory

FOREST = "forest.skops"


@dataclass(frozen=True)
class Bundle:
    """A trained model that scores awards. `version` names it everywhere: in scores, in cases, in MLflow."""

    version: str
    card: Card
    scorer: Scorer
    note: str = ""
    is_prior: bool = False

    @property
    def catalogue_version(self) -> str:
        """The rule catalogue the model was trained with."""
        return self.card.catalogue_version

    @property
    def levels(self) -> Levels:
        """The warning levels and their thresholds."""
        return self.card.levels

    @property
    def columns(self) -> tuple[str, ...]:
        """The feature columns it needs."""
        return self.card.columns

    def score(self, features: pd.DataFrame) -> pd.DataFrame:
        """Score feature rows (float64 columns, NaN unknown).

        Returns the same index with probability (0-1), anomaly (0-1), percentile (0-100, among all awards of the
        training day) and level (name). Raises ColumnsDiffer when the columns are not those of the training.
        """
        frames.check(features, self.card.columns)
        oddity, log_odds = self.scorer.scores(features)
        probability = self.card.calibration.probability(log_odds)
        probability = shifted(probability, unflagged(features), self.card.unflagged_shift)
        return pd.DataFrame(
            {
                "probability": probability,
                "anomaly": oddity,
                "percentile": percentile(probability, self.card.quantiles),
                "level": self.levels.of(probability),
            },
            index=features.index,
        )

    def explain(self, features: pd.DataFrame) -> pd.DataFrame:
        """Each column's part of the log-odds before calibration; `anomaly` and `base` come last. Rows sum up."""
        frames.check(features, self.card.columns)
        return self.scorer.contributions(features)

    def save(self, folder: Path, memory: Memory | None = None) -> None:
        """Write the folder (it must not exist) and what it remembers; the manifest is written last."""
        folder.mkdir(parents=True)
        for number, booster in enumerate(self.scorer.ensemble.boosters):
            booster.save_model(str(folder / _booster(number)))
        self.scorer.forest.save(folder / FOREST)
        self.card.write(folder)
        if memory is not None:
            memory.write(folder)
        manifest.write(folder)


def load(folder: Path) -> Bundle:
    """Load a model folder; raises DamagedBundle when a single byte differs from its manifest."""
    manifest.check(folder)
    found = card.read(folder)
    boosters = tuple(lgb.Booster(model_file=str(folder / _booster(number))) for number in range(found.boosters))
    forest = anomaly.load(folder / FOREST, found.forest_columns)
    ensemble = Ensemble(tuple(boosters[0].feature_name()), boosters)
    return Bundle(folder.name, found, Scorer(found.columns, forest, ensemble))


def percentile(probability: npt.NDArray[np.float64], quantiles: tuple[float, ...]) -> npt.NDArray[np.float64]:
    """The share, in percent, of the awards of the training day that score no higher; NaN without a distribution."""
    if not quantiles:
        return np.full(len(probability), np.nan)
    return np.searchsorted(quantiles, probability, side="right") / len(quantiles) * 100


def shifted(
    probability: npt.NDArray[np.float64], which: npt.NDArray[np.bool_], shift: float
) -> npt.NDArray[np.float64]:
    """Move the log-odds of some rows."""
    return np.where(which, sigmoid(logit(probability) + shift), probability)


def unflagged(features: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Which rows no rule hit."""
    return ~(features[FLAGGED].to_numpy(np.float64) > 0)


def _booster(number: int) -> str:
    return f"trees-{number:02d}.txt"
