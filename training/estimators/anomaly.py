"""The isolation forest: how unlike the others an award's payout pattern is. It needs no outcome."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import numpy.typing as npt
import pandas as pd
import skops.io
from sklearn.ensemble import IsolationForest
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline

from training.settings import ForestChoices

COLUMN = "anomaly"
# What a forest on disk may consist of beyond skops' own defaults; anything else is refused.
TRUSTED = ("numpy.dtype", "sklearn.tree._tree.Tree")
THREADS = 2
FEW = 2000


@dataclass(frozen=True)
class Forest:
    """A fitted isolation forest over the columns it names; medians for what is missing were fixed at the fit."""

    columns: tuple[str, ...]
    pipeline: Pipeline

    def score(self, features: pd.DataFrame, threads: int = THREADS) -> npt.NDArray[np.float64]:
        """The oddity of each row, between 0 (ordinary) and 1 (isolated at once)."""
        if features.empty:
            return np.empty(0)
        values = features.loc[:, list(self.columns)].to_numpy(np.float64)
        # Threads pay for whole tables only; for a few rows their start costs more than the scoring.
        with joblib.parallel_config(backend="threading", n_jobs=threads if len(values) > FEW else 1):
            found = -np.asarray(self.pipeline.score_samples(values), dtype=np.float64)
        # Threads add the trees' depths up in the order in which they finish; in 24 bits the last bits' noise is gone.
        return found.astype(np.float32).astype(np.float64)

    def save(self, file: Path) -> None:
        """Write the pipeline as skops; the columns stand in the bundle's metadata."""
        from zipfile import ZIP_DEFLATED

        skops.io.dump(self.pipeline, file, compression=ZIP_DEFLATED, compresslevel=3)


def fit(features: pd.DataFrame, columns: tuple[str, ...], choices: ForestChoices, seed: int) -> Forest:
    """Fit on a sample of all awards. Columns without any value are left out: nobody handed the registry in."""
    present = tuple(name for name in columns if features[name].notna().any())
    forest = IsolationForest(
        n_estimators=choices.trees, max_samples=min(choices.rows_per_tree, len(features)), random_state=seed
    )
    pipeline = Pipeline([("median", SimpleImputer(strategy="median")), ("forest", forest)])
    with joblib.parallel_config(backend="threading", n_jobs=THREADS):
        pipeline.fit(features.loc[:, list(present)].to_numpy(np.float64))
    return Forest(present, pipeline)


def load(file: Path, columns: tuple[str, ...]) -> Forest:
    """Read a forest; skops refuses any type that is not on our own list."""
    pipeline: Any = skops.io.load(file, trusted=list(TRUSTED))
    return Forest(columns, pipeline)
