"""The fitted prior on disk, so that single awards are scored like those of the scan that fitted it."""

import hashlib
import shutil
from pathlib import Path

from pydantic import ValidationError

from records.frozen import Frozen
from training.errors import DamagedBundle
from training.estimators import anomaly
from training.estimators.levels import Levels
from training.estimators.prior import Beliefs, PriorBundle
from training.folder import manifest

FILE = "prior.json"
FOREST = "forest.skops"


class _PriorCard(Frozen):
    catalogue_version: str
    bands: tuple[str, ...]
    beliefs: Beliefs
    levels: Levels
    forest_columns: tuple[str, ...]
    oddities: tuple[float, ...]
    quantiles: tuple[float, ...]


def save(prior: PriorBundle, models: Path) -> str:
    """Write a fitted prior into the folder of models; returns the name of its own folder, by content."""
    if prior.forest is None:
        raise ValueError("only a fitted prior is kept")
    text = _PriorCard(
        catalogue_version=prior.catalogue_version, bands=prior.bands, beliefs=prior.beliefs,
        levels=prior.levels, forest_columns=prior.forest.columns, oddities=prior.oddities, quantiles=prior.quantiles,
    ).model_dump_json(indent=1)  # fmt: skip
    name = f"prior-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
    part = models / f".{name}.part"
    shutil.rmtree(part, ignore_errors=True)  # left by a run that was killed
    part.mkdir()
    prior.forest.save(part / FOREST)
    (part / FILE).write_text(text, encoding="utf-8")
    manifest.write(part)
    manifest.put(part, models / name)
    return name


def load(folder: Path) -> PriorBundle:
    """Read a kept prior; raises DamagedBundle when a byte differs from its manifest or another version wrote it."""
    manifest.check(folder)
    try:
        card = _PriorCard.model_validate_json((folder / FILE).read_text(encoding="utf-8"))
    except ValidationError as error:
        raise DamagedBundle(f"The prior in {folder} was kept by another version of mingcha; scan again.") from error
    forest = anomaly.load(folder / FOREST, card.forest_columns)
    return PriorBundle(
        card.catalogue_version, card.bands, card.beliefs, card.levels, forest, card.oddities, card.quantiles
    )
