"""Which files of a folder are bureau files."""

import os
from collections.abc import Iterator
from pathlib import Path

from records.errors import NothingToImport, UnreadableFile
from records.files.sheets import TABLES

TEMPORARY = ("~$", ".~", "._", ".")  # locks and leftovers of spreadsheet programs and file managers
LITTER = {"thumbs.db", "desktop.ini"}


def bureau_files(folder: Path, besides: Path) -> tuple[list[Path], list[Path]]:
    """Tables below a folder (or the one file given) in a fixed order, and the files that are none.

    What lies below `besides`, the home, is our own and no bureau's, unless the folder given lies there itself.

    Raises:
        NothingToImport: there is no such folder, or no table in it.
        UnreadableFile: a folder in it may not be opened; what it holds would be missing without a word.
    """
    if folder.is_file():
        return [folder], []
    if not folder.is_dir():
        raise NothingToImport(f"There is no folder {folder}; give the folder that holds the bureaus' files.")
    found = (file for file in _below(folder) if file.is_file() and not _litter(file.relative_to(folder)))
    # The demo's county lies in the home, and is asked for by name.
    ours = None if folder.resolve().is_relative_to(besides.resolve()) else besides.resolve()
    files = sorted(file for file in found if ours is None or not file.resolve().is_relative_to(ours))
    tables = [file for file in files if file.suffix.lower() in TABLES]
    if not tables:
        raise NothingToImport(f"The folder {folder} holds no .xlsx, .xls or .csv file; put the bureaus' files into it.")
    return tables, [file for file in files if file.suffix.lower() not in TABLES]


def _below(folder: Path) -> Iterator[Path]:
    for at, _, names in os.walk(folder, onerror=_refuse):
        yield from (Path(at, name) for name in names)


def _refuse(error: OSError) -> None:
    raise UnreadableFile(
        f"The folder {error.filename} cannot be opened ({error.strerror}); check its permissions."
    ) from error


def _litter(file: Path) -> bool:
    return any(part.startswith(TEMPORARY) for part in file.parts) or file.name.lower() in LITTER
