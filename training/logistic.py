"""A ridge logistic model on ranked columns: it holds what trees with few labels miss, smooth additive trends.

Kept because the blend pays: see the note in settings.yaml. It is stored as plain numbers.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import BaseModel, ConfigDict
from sklearn.linear_model import LogisticRegression

Matrix = npt.NDArray[np.float64]
KNOTS = 33  # of each column's ranking


class Ranking(BaseModel):
    """How one column becomes a number of mean 0 and spread 1: its place among the training rows."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    column: str
    knots: tuple[float, ...]  # increasing values
    places: tuple[float, ...]  # their ranks, 0 to 1
    centre: float
    spread: float
    weight: float  # log-odds per spread
    absent: float  # log-odds where the value is missing, beside the centre

    def log_odds(self, values: Matrix) -> Matrix:
        """This column's addition to the log-odds."""
        missing = np.isnan(values)
        place = np.interp(np.where(missing, 0.0, values), self.knots, self.places)
        return np.where(missing, self.absent, (place - self.centre) / self.spread * self.weight)


class Logistic(BaseModel):
    """The sum of its columns' additions and a base."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    base: float
    rankings: tuple[Ranking, ...]

    def log_odds(self, features: pd.DataFrame) -> Matrix:
        """The log-odds of each row."""
        return self.base + sum(
            (ranking.log_odds(features[ranking.column].to_numpy(np.float64)) for ranking in self.rankings),
            start=np.zeros(len(features)),
        )

    def contributions(self, features: pd.DataFrame) -> Mapping[str, Matrix]:
        """Each column's addition; with `base` they sum to the log-odds."""
        return {r.column: r.log_odds(features[r.column].to_numpy(np.float64)) for r in self.rankings}


def fit(features: pd.DataFrame, outcomes: Matrix, strength: float) -> Logistic:
    """Fit on ranked columns and on whether a value is missing; constant columns are left out."""
    plain = [_ranking(name, features[name].to_numpy(np.float64)) for name in features.columns]
    rankings = [ranking for ranking in plain if ranking is not None]
    ranked = np.column_stack([_standard(r, features[r.column].to_numpy(np.float64)) for r in rankings])
    absent = np.column_stack([features[r.column].isna().to_numpy(np.float64) for r in rankings])
    model = LogisticRegression(C=strength, max_iter=2000, tol=1e-6)
    model.fit(np.hstack([ranked, absent]), outcomes)
    weights = model.coef_[0]
    fitted = tuple(
        ranking.model_copy(update={"weight": float(weights[place]), "absent": float(weights[len(rankings) + place])})
        for place, ranking in enumerate(rankings)
    )
    return Logistic(base=float(model.intercept_[0]), rankings=fitted)


def _ranking(column: str, values: Matrix) -> Ranking | None:
    known = np.sort(values[~np.isnan(values)])
    knots = np.unique(np.quantile(known, np.linspace(0, 1, KNOTS))) if len(known) else np.empty(0)
    if len(knots) < 2:
        return None
    # The middle rank of each knot, so that a value many rows share stands in the middle of them.
    places = (np.searchsorted(known, knots, "left") + np.searchsorted(known, knots, "right")) / (2 * len(known))
    ranked = np.interp(known, knots, places)
    return Ranking(
        column=column, knots=tuple(knots.tolist()), places=tuple(places.tolist()),
        centre=float(ranked.mean()), spread=max(float(ranked.std()), 0.02), weight=1.0, absent=0.0,
    )  # fmt: skip


def _standard(ranking: Ranking, values: Matrix) -> Matrix:
    return ranking.log_odds(values)  # weight 1, absent 0 before the fit
