"""What `--map` said is kept in the home, so that the next import knows it without being told again."""

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from records.files.vocabulary import own_files
from records.home import Home, sync_folder


def keep(home: Home, mapping: Path) -> None:
    """Copy a YAML into the home's bureaus folder, unless it lies there already."""
    content = mapping.read_bytes()
    if any(file.read_bytes() == content for file in own_files(home)):
        return
    target = next(file for file in _names(home.bureaus, mapping.stem) if not file.exists())
    part = target.with_suffix(".part")
    part.write_bytes(content)
    os.replace(part, target)
    sync_folder(home.bureaus)


def _names(folder: Path, stem: str) -> Iterator[Path]:
    # Laid over one another in alphabetical order: _2 comes after what it corrects.
    yield folder / f"{stem}.yaml"
    yield from (folder / f"{stem}_{number}.yaml" for number in count(2))
