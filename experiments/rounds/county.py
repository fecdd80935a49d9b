"""A fictional county as a table: what is known of every award on one day, and how likely it is guilty."""

import hashlib
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from experiments import truths
from experiments.county.style import IdMess, draw
from experiments.county.write import write
from records import asof, warehouse
from records.decisions.judgements import Judgements
from records.home import Home
from records.imports.importing import import_folder
from training.cases.tables import AsOf, Source
from training.estimators import anomaly, prior
from training.estimators.supervised import Ensemble
from training.home import champion
from training.known import dictionary_of
from training.settings import Settings

FINDINGS = "核查结果"
EVERYBODY = 10**9


@dataclass(frozen=True)
class Table:
    """Every award of a county, best prior first; all parts have the same rows.

    `seen` is what the trees look at: the columns with a direction and the forest's oddity. `truth` is the probability
    of guilt, 0 where nothing contradicts the payouts; guilt is drawn from it anew in every run.
    """

    seen: pd.DataFrame
    flagged: npt.NDArray[np.bool_]
    township: npt.NDArray[np.int64]
    prior: npt.NDArray[np.float64]
    truth: npt.NDArray[np.float64]
    monotone: dict[str, int]

    @property
    def awards(self) -> int:
        """How many there are."""
        return len(self.seen)


def table(folder: Path, people: int, seed: int, settings: Settings) -> Table:
    """Write a county into `folder`, import it without any finding, and take the table of its last day."""
    # Ids are written rightly here: which award a truth is about must be certain. And one small batch, since some are
    # needed to write a county; what it found is thrown away.
    style = replace(
        draw(seed), ids=IdMess(0, 0, 0, 0, 0, 0), batches=1, batch_share=0.0, duplicate_files=0, corrected_files=0
    )
    county = write(folder / "files", people, seed, style=style)
    shutil.rmtree(folder / "files" / FINDINGS)
    home = Home(folder / "home")
    home.begin_with(hashlib.sha256(f"rounds/{seed}".encode()).digest())  # the same keys, so the same order of ties
    import_folder(home, folder / "files")
    snapshot, nothing = warehouse.current(home), Judgements()
    source = Source.of(home, snapshot, nothing)
    day = asof.newest_day(snapshot, nothing)
    known = source.as_of(day, np.empty(0, np.int64), EVERYBODY, 0)
    return _table(known, truths.by_award(home, county.truth), source, settings)


def _table(known: AsOf, truth: "pd.Series[float]", source: Source, settings: Settings) -> Table:
    said = dictionary_of(known.features.columns, source.catalogue)
    first = prior.unfitted(source.catalogue).fitted(known.features, champion.patterns(), settings)
    expected = first.score(known.features)["probability"].to_numpy()
    forest = anomaly.fit(known.features, said.patterns, settings.forest, settings.seed)
    seen = known.features[list(said.directed)].assign(**{anomaly.COLUMN: forest.score(known.features)})
    order = np.argsort(-expected, kind="stable")
    return Table(
        seen.iloc[order],
        (known.features["rules_hit"] > 0).to_numpy()[order],
        known.standing["township_key"].fillna(-1).to_numpy(np.int64)[order],
        np.asarray(expected[order], dtype=np.float64),
        np.asarray(truth.reindex(known.features.index).fillna(0.0), dtype=np.float64)[order],
        dict(said.monotone),
    )


def log_odds(model: Ensemble, seen: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Raw scores of many rows, in the quick way where it gives the same."""
    return model.walked(seen) if model.can_walk(seen.iloc[:200]) else model.log_odds(seen, threads=1)
