"""The card of a model, its folder checked."""

from records.home import Home
from training.card import Card


def read(home: Home, version: str) -> Card:
    """The card of a version. Raises UnknownModel, DamagedBundle."""
    from training import card, manifest, model_folder

    folder = model_folder.of_version(home, version)
    manifest.check(folder)
    return card.read(folder)
