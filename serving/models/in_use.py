"""The models in use: the one that made the current scan, and what it says on why."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from records.home import Home
from serving.scan.current import CurrentScan, opened

if TYPE_CHECKING:
    from training.bundle import Bundle
    from training.estimators.prior import PriorBundle
    from training.estimators.score_intervals import ScoreIntervals

Contributions = Mapping[str, float]  # column -> part of the log-odds
Values = Mapping[str, float | None]  # column -> the award's value


def model_note(scan: CurrentScan) -> str | None:
    """What the rank rests on while no model is trained."""
    return scan.manifest.model_note or None


def explained(home: Home, scan: CurrentScan, award_key: int) -> tuple[Contributions, Values]:
    """Contributions and values of a queued award; both empty for any other."""
    return _explained(home.path.resolve(), scan.folder, award_key)


def model(home: Home, version: str) -> "Bundle | PriorBundle":
    """The model of this version, its manifest checked; of the prior, the one fitted last. Raises DamagedBundle."""
    from training.home import pointers

    fitted = pointers.read(home, "PRIOR") if version.startswith("prior-") else None
    return _model(home.path.resolve(), fitted or version)


def interval(home: Home, version: str, probability: float) -> tuple[float, float] | None:
    """How sure a probability of this model is; None of a prior, and of a model tested on too few cases."""
    return _interval(home.path, version, probability)  # absolute, and asked a thousand times a second


# Looked at again and again (a case page, then its form), and a few milliseconds each.
@lru_cache(maxsize=4096)
def _explained(home_path: Path, folder: Path, award_key: int) -> tuple[Contributions, Values]:
    scan = opened(folder)
    row = scan.features_of(award_key)
    if row is None:
        return {}, {}
    frame = row.to_pandas().set_index("award_key")
    parts = model(Home(home_path), scan.manifest.model_version).explain(frame).iloc[0]
    contributions = {str(name): float(part) for name, part in parts.items()}
    return contributions, {str(name): float(value) for name, value in frame.iloc[0].items()}


@lru_cache(maxsize=65_536)
def _interval(home_path: Path, version: str, probability: float) -> tuple[float, float] | None:
    found = _intervals(home_path, version)
    if found is None:
        return None
    low, high = found.of(np.array([probability]))
    return float(low[0]), float(high[0])


@lru_cache(maxsize=8)
def _intervals(home_path: Path, version: str) -> "ScoreIntervals | None":
    from training.folder import card

    return None if version.startswith("prior-") else card.read(home_path / "models" / version).intervals


@lru_cache(maxsize=4)
def _model(home_path: Path, folder: str) -> "Bundle | PriorBundle":
    from training.folder import prior_folder
    from training.home import champion

    home = Home(home_path)
    if not folder.startswith("prior-"):
        return champion.of_version(home, folder)
    return prior_folder.load(home.models / folder) if (home.models / folder).is_dir() else champion.load(home)
