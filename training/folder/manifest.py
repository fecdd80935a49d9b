"""A model folder's manifest: the SHA-256 of every file, checked before anything in the folder is loaded."""

import hashlib
import json
import os
import shutil
from pathlib import Path

from records.home import sync_folder
from training.errors import DamagedBundle

NAME = "manifest.json"


def write(folder: Path) -> None:
    """Write the digests of all files of the folder."""
    digests = {file.name: _sha256(file) for file in _files(folder)}
    (folder / NAME).write_text(json.dumps(digests, indent=1, sort_keys=True))


def check(folder: Path) -> None:
    """Raise DamagedBundle unless the folder holds exactly the files of its manifest, byte for byte."""
    try:
        digests = json.loads((folder / NAME).read_text())
    except (OSError, ValueError) as error:
        raise DamagedBundle(
            f"The model folder {folder} has no readable manifest; go back with `mingcha models rollback`, or train."
        ) from error
    found = {file.name for file in _files(folder)}
    if not isinstance(digests, dict) or found != set(digests):
        raise DamagedBundle(
            f"The model folder {folder} does not hold the files of its manifest; "
            "go back with `mingcha models rollback`, or train."
        )
    for name, digest in sorted(digests.items()):
        if _sha256(folder / name) != digest:
            raise DamagedBundle(
                f"The file {name} in the model folder {folder} was changed after training; "
                "nothing was loaded. Go back with `mingcha models rollback`, or train."
            )


def sound(folder: Path) -> bool:
    """Whether the folder holds exactly the files of its manifest."""
    try:
        check(folder)
    except DamagedBundle:
        return False
    return True


def put(part: Path, folder: Path) -> None:
    """Give a written folder its name once the disk has it. A sound folder of that name stays; a damaged one gives way.

    Folders are named after their content, and the one in place may be serving: at no moment is it gone.
    """
    if sound(folder):
        shutil.rmtree(part)
        return
    for file in part.iterdir():
        with file.open("rb+") as handle:
            os.fsync(handle.fileno())
    sync_folder(part)
    aside = folder.with_name(f".{folder.name}.damaged")
    shutil.rmtree(aside, ignore_errors=True)
    if folder.exists():
        folder.rename(aside)
    part.rename(folder)
    sync_folder(folder.parent)
    shutil.rmtree(aside, ignore_errors=True)


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.iterdir() if file.name != NAME)


def _sha256(file: Path) -> str:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
