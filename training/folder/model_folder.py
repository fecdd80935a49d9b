"""Finds the folder of a model by its version."""

import re
from pathlib import Path

from records.home import Home
from training.errors import UnknownModel

PLAIN = re.compile(r"[\w-][\w.-]{0,99}", re.ASCII)


def of_version(home: Home, version: str) -> Path:
    """The folder of a model; raises UnknownModel."""
    # What is asked for comes from outside: no way out of the folder, and no name longer than a file system takes.
    folder = home.models / version
    if not PLAIN.fullmatch(version) or not folder.is_dir():
        raise UnknownModel(f"There is no model {version[:64]}; `mingcha models list` shows the models there are.")
    return folder
