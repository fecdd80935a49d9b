"""Where a model's folder stands."""

from pathlib import Path

from records.home import Home
from training.errors import UnknownModel


def of_version(home: Home, version: str) -> Path:
    """The folder of a model; raises UnknownModel."""
    folder = home.models / version
    if not folder.is_dir() or folder.parent != home.models:
        raise UnknownModel(f"There is no model {version}; `mingcha models list` shows the models there are.")
    return folder
