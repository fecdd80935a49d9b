"""The prior: how awards are ranked before enough was verified. Declared in prior.yaml, and said to be a prior.

The bands of an award's hits are joined as if independent (each hit weakens the innocence the others left); the
isolation forest puts odd payout patterns first among equals.
"""

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from features import by_rule
from records.frozen import Frozen
from rules.catalogue import Catalogue
from training.bundle import percentile
from training.estimators import anomaly, levels
from training.estimators.anomaly import Forest
from training.estimators.calibration import logit, sigmoid
from training.estimators.levels import Levels
from training.estimators.scorer import BASE
from training.settings import Settings

FILE = Path(__file__).with_name("prior.yaml")
NOTE = (
    "先验排序:尚无足够的核查结果,分数来自规则等级的先验与孤立森林,不是实测概率。"
    " / Prior ranking: too few outcomes yet; scores come from priors of the rules' bands and the isolation forest, "
    "they are no measurement."
)


class Beliefs(Frozen):
    """What prior.yaml declares."""

    bands: dict[int, float]
    background: float
    pattern: float


@cache
def beliefs() -> Beliefs:
    """The priors that come with mingcha."""
    return Beliefs.of_yaml(FILE)


@dataclass(frozen=True)
class PriorBundle:
    """Scores like a Bundle, from priors. Without a forest (nothing fitted yet) oddity is NaN and changes nothing."""

    catalogue_version: str
    bands: tuple[str, ...]  # the columns that hold each rule's band
    beliefs: Beliefs
    levels: Levels
    forest: Forest | None = None
    oddities: tuple[float, ...] = ()  # quantiles over all awards
    quantiles: tuple[float, ...] = ()
    note: str = NOTE
    is_prior: bool = True

    @property
    def version(self) -> str:
        """Names the prior in scores."""
        return f"prior-{self.catalogue_version}"

    def score(self, features: pd.DataFrame) -> pd.DataFrame:
        """As Bundle.score; percentile is NaN before the prior was fitted to a table."""
        oddity = self._oddity(features)
        probability = sigmoid(self._parts(features, oddity).sum(axis=1).to_numpy())
        place = percentile(probability, self.quantiles) if self.quantiles else np.full(len(features), np.nan)
        return pd.DataFrame(
            {
                "probability": probability,
                "anomaly": oddity,
                "percentile": place,
                "level": self.levels.of(probability),
            },
            index=features.index,
        )

    def explain(self, features: pd.DataFrame) -> pd.DataFrame:
        """Each rule's part of the log-odds, then `anomaly` and `base`; rows sum up."""
        return self._parts(features, self._oddity(features))

    def fitted(self, features: pd.DataFrame, patterns: tuple[str, ...], settings: Settings) -> "PriorBundle":
        """The same prior with a forest fitted to a sample of all awards."""
        sample = features.sample(min(len(features), settings.sample.forest), random_state=settings.seed)
        forest = anomaly.fit(sample, patterns, settings.forest, settings.seed)
        oddities = tuple(np.sort(forest.score(sample)).tolist()[:: max(1, len(sample) // 1000)])
        with_forest = replace(self, forest=forest, oddities=oddities)
        ranked = np.sort(with_forest.score(sample)["probability"].to_numpy())
        return replace(with_forest, quantiles=tuple(ranked[:: max(1, len(ranked) // 1000)].tolist()))

    def _oddity(self, features: pd.DataFrame) -> npt.NDArray[np.float64]:
        return np.full(len(features), np.nan) if self.forest is None else self.forest.score(features)

    def _parts(self, features: pd.DataFrame, oddity: npt.NDArray[np.float64]) -> pd.DataFrame:
        shares = {0: 0.0, **self.beliefs.bands}
        bands = features.reindex(columns=list(self.bands)).fillna(0)  # a rule that did not run says nothing
        innocent: pd.DataFrame = bands.apply(lambda band: np.log1p(-band.map(shares).astype(float)))
        whole = innocent.sum(axis=1).to_numpy()
        joined = np.where(whole < 0, -np.expm1(whole), self.beliefs.background)  # one hit alone is what was declared
        gained = logit(joined) - logit(np.array([self.beliefs.background]))
        # The joint gain is shared among the rules in proportion to how much innocence each takes away.
        weights = innocent.div(innocent.sum(axis=1).replace(0, np.nan), axis=0).fillna(0.0)
        parts = weights.mul(gained, axis=0)
        centred = percentile(oddity, self.oddities) / 100 - 0.5 if self.oddities else np.zeros(len(features))
        parts[anomaly.COLUMN] = self.beliefs.pattern * centred
        parts[BASE] = logit(np.array([self.beliefs.background]))[0]
        return parts


def unfitted(catalogue: Catalogue) -> PriorBundle:
    """The declared prior of these rules, before any table was seen."""
    bands = tuple(column.name for column in by_rule.rule_columns(catalogue) if column.unit == "band")
    return PriorBundle(catalogue.version, bands, beliefs(), levels.default())
