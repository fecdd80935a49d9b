"""The model that may serve: fitted on every verified case, sealed in a folder named after its content."""

import hashlib
import shutil
from dataclasses import dataclass

import numpy as np
import pandas as pd

from features import catalogue as feature_catalogue
from records.home import Home
from rules.catalogue import Catalogue
from training import bundle
from training.assessment import Assessment
from training.bundle import Bundle
from training.cases.splits import Walk
from training.estimators import anomaly, levels, prior, score_intervals, scorer, unflagged
from training.estimators.calibration import Calibration
from training.estimators.scorer import Dictionary, Scorer
from training.evaluation.walking import Cases, Forward
from training.folder import manifest, pictured
from training.folder.card import Card
from training.folder.memory import Memory
from training.known import Known
from training.settings import Settings

QUANTILES = 1001
SHOWN = 500  # cases explained to see what drives the model


@dataclass(frozen=True)
class Placed:
    """What the model says of all awards (or a large sample): what only a score of all of them can tell."""

    probability: "pd.Series[float]"  # by award_key
    shift: float  # added to the log-odds of awards no rule hit
    quantiles: tuple[float, ...]  # the distribution a percentile refers to


def fit(cases: Cases, everybody: pd.DataFrame, dictionary: Dictionary, chosen: Settings) -> Scorer:
    """Fit on all visible cases and all outcomes known; the forest sees a sample of all awards as they are now."""
    ordinary = everybody.sample(min(len(everybody), chosen.sample.forest), random_state=chosen.seed)
    forest = anomaly.fit(ordinary, dictionary.patterns, chosen.forest, chosen.seed)
    found = np.asarray(cases.labels.confirmed, dtype=np.float64)[cases.visible]
    return scorer.fit(cases.features[cases.visible], found, forest, dictionary, chosen)


def describe(
    known: Known,
    walk: Walk,
    model: Scorer,
    forward: Forward,
    assessment: Assessment,
    everywhere: Placed,
    chosen: Settings,
) -> Card:
    """The model's card."""
    return Card(
        as_of=known.day,
        snapshot=known.source.snapshot.digest,
        labels_digest=known.labels.digest,
        labels=len(known.labels),
        confirmed=int(known.labels.confirmed.sum()),
        catalogue_version=known.source.catalogue.version,
        family_version=feature_catalogue.version(),
        settings_digest=chosen.digest,
        columns=model.columns,
        forest_columns=model.forest.columns,
        boosters=len(model.ensemble.boosters),
        calibration=forward.calibration,
        unflagged_shift=everywhere.shift,
        quantiles=everywhere.quantiles,
        levels=levels.default(),
        capacity=chosen.capacity,
        evaluation=assessment.evaluation,
        skipped=tuple(map(str, walk.skipped)),
        verdict=assessment.verdict,
        against=assessment.against,
        comparison=assessment.comparison,
        groups=assessment.groups,
        drift=assessment.drift,
        intervals=score_intervals.fit(*forward.tested()),
    )


def place(model: Scorer, calibration: Calibration, everybody: pd.DataFrame) -> Placed:
    """Score everybody, and find the shift of awards no rule hit."""
    raw = calibration.probability(model.scores(everybody)[1])
    free = bundle.unflagged(everybody)
    moved = unflagged.shift(raw[free], prior.beliefs().background)
    probability = bundle.shifted(raw, free, moved)
    ranked = np.sort(probability)
    places = np.linspace(0, len(ranked) - 1, min(QUANTILES, len(ranked))).astype(int)
    return Placed(pd.Series(probability, index=everybody.index), moved, tuple(ranked[places].tolist()))


def illustrated(card: Card, model: Scorer, forward: Forward, cases: Cases, catalogue: Catalogue) -> Card:
    """The card with the points of its pictures; what drives the model is read off its newest cases."""
    parts = model.contributions(cases.features[cases.visible].tail(SHOWN))
    return card.model_copy(update={"pictured": pictured.of(forward, parts, feature_catalogue.columns(catalogue))})


def keep(home: Home, model: Bundle, memory: Memory | None = None) -> Bundle:
    """Write the folder and load it back. The same training gives the same version again."""
    digest = hashlib.sha256(model.card.model_dump_json().encode())
    for booster in model.scorer.ensemble.boosters:
        digest.update(booster.model_to_string().encode())
    version = f"{model.card.as_of:%Y%m%d}-{digest.hexdigest()[:8]}"
    part = home.models / f".{version}.part"
    for left in home.models.glob(".*.part"):  # by a run that was killed
        shutil.rmtree(left, ignore_errors=True)
    try:
        model.save(part, memory)
        manifest.put(part, home.models / version)
    except BaseException:  # Ctrl-C too
        shutil.rmtree(part, ignore_errors=True)
        raise
    return bundle.load(home.models / version)
