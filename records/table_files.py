"""The Parquet files of a snapshot while they are written: rows are appended, then every file is made durable."""

import hashlib
import os
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq


class TableFiles:
    """One open file for each table of a snapshot; a context manager that closes them whatever happens."""

    def __init__(self, folder: Path, schemas: Mapping[str, pa.Schema]) -> None:
        self._folder, self._schemas, self._open = folder, schemas, ExitStack()
        self._rows = dict.fromkeys(schemas, 0)
        self.newest: date | None = None  # of anything that has happened

    def __enter__(self) -> "TableFiles":
        """Create the files."""
        self._writers = {
            name: self._open.enter_context(pq.ParquetWriter(self._file(name), schema, compression="zstd"))
            for name, schema in self._schemas.items()
        }
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close the files."""
        self._open.close()

    def append(self, tables: Mapping[str, pa.Table]) -> None:
        """Add rows to some tables, in the columns and types of their contracts."""
        for name, rows in tables.items():
            if not rows.num_rows:
                continue
            schema = self._schemas[name]
            table = rows.select(schema.names).cast(schema)
            self._writers[name].write_table(table)
            self._rows[name] += table.num_rows
            self.newest = max(_newest(name, table) + ([self.newest] if self.newest else []), default=None)

    def finish(self) -> dict[str, dict[str, Any]]:
        """Close every file and have the disk keep it: rows and SHA-256 by table."""
        self._open.close()
        return {name: {"rows": rows, "sha256": _kept(self._file(name))} for name, rows in self._rows.items()}

    def _file(self, table: str) -> Path:
        return self._folder / f"{table}.parquet"


def _kept(file: Path) -> str:
    with file.open("rb+") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
        os.fsync(handle.fileno())
    return digest


def _newest(name: str, table: pa.Table) -> list[date]:
    # Only what has happened counts: a certificate's last valid day lies in the future.
    columns = {"payout": ("pay_date",), "finding": ("verified", "dispatched")}.get(name, ("happened", "known"))
    found = [pc.max(table[column]).as_py() for column in columns if column in table.schema.names]
    return [day for day in found if day is not None]
