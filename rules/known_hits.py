"""What the rules in force would have hit on a past day, kept: a backtest asks for the same days again and again."""

import hashlib
import os
import shutil
from pathlib import Path
from uuid import uuid4

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from rules import engine
from rules.catalogue import Catalogue

COLUMNS = "award_key, rule, amount_fen, recover_fen"
FILE = "hits.parquet"


def key(*parts: str) -> str:
    """A name for what these parts determine."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def of(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, cache: Path, name: str) -> pa.Table:
    """The hits of every rule on the day of the connection, from the cache where they were found before."""
    folder = cache / name
    try:
        found = pq.read_table(folder / FILE)
    except (OSError, pa.ArrowException):
        engine.compare(connection, catalogue)
        found = connection.sql(f"SELECT {COLUMNS} FROM hit ORDER BY award_key, rule").to_arrow_table()
        _keep(found, folder)
    else:
        os.utime(folder)  # the longest unused ones are thrown away first
    return found


def _keep(found: pa.Table, folder: Path) -> None:
    part = folder.with_name(f".{uuid4().hex}.part")
    part.mkdir(parents=True)
    pq.write_table(found, part / FILE)
    try:
        part.rename(folder)
    except OSError:  # another run was faster with the same
        shutil.rmtree(part)
