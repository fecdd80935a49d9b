"""What has moved since the model in use was trained: the current scan and the returned batches beside its memory."""

from typing import TYPE_CHECKING

import pandas as pd

from serving.refusals import NoReference
from serving.scan import store
from training.drift.kept import Drift

if TYPE_CHECKING:
    from serving.database import Database


class ModelDrift(Drift):
    """Drift since a model was trained."""

    version: str


def measure(database: "Database") -> ModelDrift:
    """Compare the current scan, and every batch that came back, with what the model in use remembers.

    Raises NoScan before the first scan, NoReference where no trained model serves or an earlier release made it.
    """
    from training import known, settings
    from training.bundle import Bundle
    from training.drift import measuring, of_models, reference
    from training.home import champion

    home = database.home
    model = champion.load(home)
    then = reference.read(home.models / model.version) if isinstance(model, Bundle) else None
    if not isinstance(model, Bundle) or then is None:
        raise NoReference("No model that remembers its training serves; drift is known after the next `mingcha train`.")
    with database.reading() as session:
        folder = store.current_folder(session)
    scanned = store.manifest(folder)
    features = pd.read_parquet(folder / "features.parquet").set_index("award_key")
    programmes = pd.read_parquet(folder / "scores.parquet", columns=["award_key", "programme"]).set_index("award_key")
    now = reference.of(scanned.day, features, programmes["programme"].reindex(features.index), scanned.awards)
    start = known.read(home, database.url)
    returned = of_models.batches_of(model, home, start.cases(settings.default()))
    found = measuring.measure(then, now, features, returned, measuring.default())
    return ModelDrift(version=model.version, **found.model_dump())
