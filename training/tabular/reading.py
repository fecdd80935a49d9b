"""Read a table: Parquet, CSV or the first sheet of an Excel workbook."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
from python_calamine import CalamineError

from training.errors import UnusableTable

KINDS = ".parquet, .csv, .xlsx or .xls"


def read(file: Path) -> pd.DataFrame:
    """All rows and columns.

    Raises:
        UnusableTable: it is not there, not of a known kind, or cannot be read.
    """
    if not file.is_file():
        raise UnusableTable(f"There is no file {file}; name a table ({KINDS}).")
    try:
        return _of(file)
    except (pa.ArrowException, pd.errors.ParserError, CalamineError, ValueError, OSError):
        # What the library says may quote a row, and rows may be people.
        raise UnusableTable(
            f"{file} cannot be read as {file.suffix.lower()[1:]}; save it again as Parquet, or as CSV in UTF-8."
        ) from None


def _of(file: Path) -> pd.DataFrame:
    match file.suffix.lower():
        case ".parquet":
            return pd.read_parquet(file)
        case ".csv":
            return _csv(file)
        case ".xlsx" | ".xls":
            return pd.read_excel(file, engine="calamine")
        case other:
            raise UnusableTable(f"{file} ends in {other or 'nothing'}; name a table ({KINDS}).")


def _csv(file: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(file, encoding="utf-8-sig", low_memory=False)
    except UnicodeDecodeError:
        return pd.read_csv(file, encoding="gb18030", low_memory=False)
