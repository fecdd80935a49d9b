"""As-of tables on disk, as Parquet: a cache that holds numbers only and can run no code when it is read."""

import os
import shutil
from pathlib import Path
from uuid import uuid4

import pandas as pd
import pyarrow as pa

MOST_BYTES = 2_000_000_000
FEATURES, STANDING = "features.parquet", "standing.parquet"


def find(cache: Path, key: str) -> tuple[pd.DataFrame, pd.DataFrame] | None:
    """The two tables kept under `key`, or None; what cannot be read counts as not there."""
    folder = cache / key
    try:
        found = pd.read_parquet(folder / FEATURES), pd.read_parquet(folder / STANDING)
    except (OSError, pa.ArrowException):
        return None
    os.utime(folder)  # used just now: the last to be thrown away
    return found


def keep(cache: Path, key: str, features: pd.DataFrame, standing: pd.DataFrame) -> None:
    """Keep two tables; whole or not at all. The longest unused ones go when there is too much."""
    part = cache / f".{uuid4().hex}.part"
    part.mkdir(parents=True)
    features.to_parquet(part / FEATURES)
    standing.to_parquet(part / STANDING)
    try:
        part.rename(cache / key)
    except OSError:  # another run was faster with the same tables
        shutil.rmtree(part)
    _tidy(cache)


def _tidy(cache: Path) -> None:
    kept = sorted((folder for folder in cache.iterdir() if folder.is_dir()), key=lambda folder: -folder.stat().st_mtime)
    total = 0
    for folder in kept:
        total += sum(file.stat().st_size for file in folder.iterdir())
        if total > MOST_BYTES:
            shutil.rmtree(folder)
