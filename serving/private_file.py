"""Files that names may stand in: its owner's to read, whole or not there."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from serving.refusals import NoSuchFolder


@contextmanager
def private_file(file: Path) -> Iterator[Path]:
    """Where to write what becomes `file` at the end; when anything is raised, nothing is left. Raises NoSuchFolder.

    Around a transaction: then the file appears after what the transaction says of it was committed.
    """
    if not file.parent.is_dir():
        raise NoSuchFolder(f"There is no folder {file.parent}; make it first or name another.")
    part = file.with_name(f".{file.name}.part")
    part.unlink(missing_ok=True)  # left by a run that was killed, perhaps readable by others
    try:
        part.touch(mode=0o600)
        yield part
        os.replace(part, file)
    finally:
        part.unlink(missing_ok=True)
