"""What a model's walk forward said of each tested case, kept in its folder: keys, outcomes and probabilities only."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from training.folder.card import MODEL

if TYPE_CHECKING:
    from training.evaluation.walking import Cases, Forward  # they know models, whose folders this is part of


FILE = "forward.parquet"
_CASE = ["award_key", "batch"]
# What a case is drawn again by, and what it brought in, for comparing two models later.
_BESIDE = ["group", "recovered_yuan"]


def table(cases: "Cases", forward: "Forward") -> pd.DataFrame:
    """One row per tested case: award_key, batch, group, recovered_yuan (NaN unknown), outcome (1, 0), probability."""
    tested = cases.labels.cases.iloc[forward.rows["position"].to_numpy()]
    return tested[_CASE + _BESIDE].assign(
        outcome=forward.rows["outcome"].to_numpy(), probability=forward.rows[MODEL].to_numpy()
    ).reset_index(drop=True)  # fmt: skip


def of(folder: Path, tested: pd.DataFrame) -> npt.NDArray[np.float64]:
    """The kept probability of each of these cases (award_key, batch); NaN where the model has none."""
    file = folder / FILE
    if not file.exists():  # a model of an earlier release
        return np.full(len(tested), np.nan)
    kept = pd.read_parquet(file, columns=[*_CASE, "probability"]).drop_duplicates(_CASE)
    found = tested[_CASE].merge(kept, on=_CASE, how="left")["probability"]
    return found.to_numpy(np.float64, copy=True)


def whole(folder: Path) -> pd.DataFrame | None:
    """All of it, as `table` gives it; None where a model of an earlier release kept nothing to compare by."""
    file = folder / FILE
    if not file.exists():
        return None
    kept = pd.read_parquet(file)
    return kept.drop_duplicates(_CASE) if set(_BESIDE) <= set(kept.columns) else None
