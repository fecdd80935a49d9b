"""Verifiers and re-checks of a home: what its outcomes say of those who brought them."""

from dataclasses import dataclass, replace

import pandas as pd

from features import catalogue as feature_catalogue
from records import warehouse
from records.decisions import dispatches
from records.home import Home
from records.progress import Progress, silent
from rules.catalogue import Catalogue
from training import known
from training import settings as choices
from training.errors import InsufficientOutcomes
from training.estimators.scorer import Dictionary
from training.evaluation import walking
from training.folder.card import MODEL
from training.settings import Settings
from training.visits import label_noise, verifiers
from training.visits.batch_estimates import OUTCOME
from training.visits.label_noise import Noise
from training.visits.verifiers import Comparison

LEARNED = ("confirmed", "bureau")  # families that count earlier outcomes
PLACES = ("township", "village", "neighbours")
UNKNOWN = "?"


@dataclass(frozen=True)
class Rechecks:
    """What blind re-checks say, in all and by the township that had cleared."""

    noise: Noise
    by_verifier: pd.DataFrame


def forward(
    home: Home, database_url: str | None = None, progress: Progress = silent, settings: Settings | None = None
) -> Comparison:
    """Compare townships on every verified case, imported ones too, by a model trained forward without places.

    With columns that count a township's earlier outcomes a model would expect little of a lax one, and hide it.
    Takes as long as a training. Raises NoSnapshot, InsufficientOutcomes.
    """
    chosen, start = settings or choices.default(), known.read(home, database_url)
    cases = start.cases(chosen, progress)
    walk = start.walk(cases, chosen)
    if not walk.folds:
        raise InsufficientOutcomes("Too little is verified to expect anything of a case; compare after more batches.")
    dictionary = without_places(known.dictionary(cases, start.source.catalogue), start.source.catalogue)
    rows = walking.forward(cases, walk, dictionary, chosen, progress).rows
    keys = cases.standing["township_key"].to_numpy()[rows["position"].to_numpy()]
    found = pd.DataFrame({"expected": rows[MODEL], "outcome": rows["outcome"], "verifier": keys})
    compared = verifiers.compare(found.dropna(subset=["verifier"]))
    return replace(compared, table=compared.table.assign(verifier=compared.table["verifier"].map(_names(home))))


def of_batches(home: Home, database_url: str | None = None) -> Comparison:
    """Compare townships on cases of batches, by the score each had when it was handed out; quick.

    The model that gave it may have known the township, so that it sees less than `forward`.
    """
    cases = dispatches.visits(home, dispatches.VERIFICATION, database_url)
    found = pd.DataFrame(
        {"verifier": cases["township"].replace("", UNKNOWN), "expected": cases["score"].astype(float),
         "outcome": cases["result"].map(OUTCOME).astype(float)}
    )  # fmt: skip
    return verifiers.compare(found.dropna(subset=["outcome"]))


def rechecks(home: Home, database_url: str | None = None) -> Rechecks:
    """What came back of blind re-checks; raises NoSnapshot."""
    checked = dispatches.visits(home, dispatches.RECHECK, database_url)
    found = pd.DataFrame(
        {"verifier": checked["checked_township"], "overturned": checked["result"].map(OUTCOME).astype(float)}
    )
    verified = known.read(home, database_url).labels
    overturned = int(found["overturned"].sum())
    # What a re-check overturned counts as cleared at first.
    confirmed = int(verified.confirmed.sum()) - overturned
    cleared = len(verified) - confirmed
    return Rechecks(label_noise.noise(found, confirmed, cleared), label_noise.by_verifier(found))


def without_places(dictionary: Dictionary, catalogue: Catalogue) -> Dictionary:
    """The same columns, without those that count outcomes of a place."""
    told = {
        column.name
        for column in feature_catalogue.columns(catalogue)
        if column.family in LEARNED and any(place in column.name for place in PLACES)
    }
    kept = tuple(name for name in dictionary.columns if name not in told)
    directed = tuple(name for name in dictionary.directed if name not in told)
    return replace(dictionary, columns=kept, directed=directed)


def _names(home: Home) -> dict[float, str]:
    divisions = warehouse.current(home).read("division").to_pandas().dropna(subset=["township_key"])
    return {float(key): str(name) for key, name in zip(divisions["township_key"], divisions["township"], strict=True)}
