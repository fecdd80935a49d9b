"""Forward evaluation: at every step models and yardsticks know only what was known when the batch went out."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from records.progress import Progress, Step, silent
from training.cases.labels import Labels
from training.cases.splits import Fold, Walk
from training.cases.tables import AsOf
from training.estimators import anomaly, calibration, scorer
from training.estimators.calibration import Calibration, Way
from training.estimators.scorer import Dictionary
from training.evaluation import yardsticks
from training.folder.card import MODEL
from training.settings import Settings

Vector = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Cases:
    """Labels beside what was known of each case on its batch's day (rows without a visible payout are NaN)."""

    labels: Labels
    tables: Mapping[str, AsOf]  # by batch: its cases and a sample of all awards
    features: pd.DataFrame  # one row per label, same order
    standing: pd.DataFrame
    visible: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Forward:
    """Out-of-time scores, one row per tested case.

    `rows`: batch str, group, outcome 0/1, recovered_yuan, log_odds, `model` (calibrated probability) and one column
    per yardstick. `way` is the way of calibration that did best forward.
    """

    rows: pd.DataFrame
    way: Way
    calibration: Calibration  # fitted on all rows: what a model trained on everything is given

    def tested(self) -> tuple[Vector, Vector, npt.NDArray[np.int64]]:
        """Of every tested case: the probability its score would be given now, what was found, and its group."""
        now = self.calibration.probability(self.rows["log_odds"].to_numpy())
        return now, self.rows["outcome"].to_numpy(), self.rows["group"].to_numpy()


def assemble(labels: Labels, tables: Mapping[str, AsOf]) -> Cases:
    """Put the tables of all batches beside their labels."""
    keys, batches = labels.cases["award_key"].to_numpy(), labels.cases["batch"].to_numpy()
    parts = [(tables[b].features.reindex(keys[batches == b]), tables[b].standing.reindex(keys[batches == b]), b)
             for b, _ in labels.batches()]  # fmt: skip
    position = np.concatenate([np.flatnonzero(batches == batch) for _, _, batch in parts])
    back = np.argsort(position, kind="stable")
    features = pd.concat([part for part, _, _ in parts]).iloc[back]
    standing = pd.concat([part for _, part, _ in parts]).iloc[back]
    return Cases(labels, tables, features, standing, standing["programme"].notna().to_numpy())


def forward(
    cases: Cases, walk: Walk, dictionary: Dictionary, settings: Settings, progress: Progress = silent
) -> Forward:
    """Walk through all folds, then calibrate each with the folds before it only, in the way that did best on those."""
    parts = []
    for step, fold in enumerate(walk.folds):
        of = f"{step + 1}/{len(walk.folds)}"
        progress(
            Step(f"tested forward {of}: batch {fold.batch}", f"向前检验 {of}：批次 {fold.batch}"), step, len(walk.folds)
        )
        parts.append(_test(cases, fold, dictionary, settings))
    rows = pd.concat(parts, ignore_index=True)
    steps = [_before(cases, rows, fold) for fold in walk.folds]
    for place, fold in enumerate(walk.folds):
        before, known, after, _ = steps[place]
        fitted = calibration.fit(calibration.choose(steps[:place]), before, known)
        rows.loc[rows["batch"] == fold.batch, MODEL] = fitted.probability(after)
    way = calibration.choose(steps)
    final = calibration.fit(way, rows["log_odds"].to_numpy(), rows["outcome"].to_numpy())
    return Forward(rows, way, final)


def _test(cases: Cases, fold: Fold, dictionary: Dictionary, settings: Settings) -> pd.DataFrame:
    forest = anomaly.fit(cases.tables[fold.batch].features, dictionary.patterns, settings.forest, settings.seed)
    model = scorer.fit(cases.features.iloc[fold.train], fold.outcomes, forest, dictionary, settings)
    rates = yardsticks.rule_rate(cases.standing.iloc[fold.train], fold.outcomes)
    features, standing = cases.features.iloc[fold.test], cases.standing.iloc[fold.test]
    oddity = forest.score(features)
    tested = cases.labels.cases.iloc[fold.test]
    return pd.DataFrame(
        {
            "position": fold.test,
            "batch": fold.batch,
            "group": tested["group"].to_numpy(),
            "outcome": cases.labels.confirmed.to_numpy()[fold.test],
            "recovered_yuan": tested["recovered_yuan"].to_numpy(),
            "log_odds": model.log_odds(features, oddity),
            MODEL: np.nan,
            "random": yardsticks.random_order(len(fold.test), settings.seed + len(fold.train)),
            "amount": yardsticks.amount(standing),
            "hits": yardsticks.number_of_hits(standing),
            "rule_rate": rates.probability(standing),
            "forest": oddity,
        }
    )


def _before(cases: Cases, rows: pd.DataFrame, fold: Fold) -> tuple[Vector, Vector, Vector, Vector]:
    """Scores and outcomes of earlier folds known before this one went out, then this fold's scores and outcomes."""
    known = cases.labels.known_before(fold.day).to_numpy()[rows["position"].to_numpy()]
    here = (rows["batch"] == fold.batch).to_numpy()
    group = set(rows.loc[here, "group"])
    earlier = ~np.isnan(known) & ~here & (rows["position"] < fold.test.min()).to_numpy()
    earlier &= ~rows["group"].isin(group).to_numpy()
    scores = rows["log_odds"].to_numpy()
    return scores[earlier], known[earlier], scores[here], rows.loc[here, "outcome"].to_numpy()
