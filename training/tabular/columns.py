"""Which columns of a table are numbers, dates or categories, and which a model cannot use.

Nothing is learned from outcomes here, and nothing from values: only what kind of thing a column holds.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Column = Any  # a pandas Series of whatever a file holds
UNKNOWN = "?"  # the category of what is missing
MOST_LEVELS = 0.5  # distinct values per row from which text names rows rather than kinds


@dataclass(frozen=True)
class Columns:
    """What a model may see, row by row.

    `numbers`: float64, NaN unknown (flags 0 and 1, dates in days). `categories`: text, "?" unknown. `left_out`: the
    other columns, each with the reason.
    """

    numbers: pd.DataFrame
    categories: pd.DataFrame
    left_out: dict[str, str]

    def at(self, rows: npt.NDArray[np.int64]) -> "Columns":
        """The rows at these positions."""
        return Columns(self.numbers.iloc[rows], self.categories.iloc[rows], self.left_out)


def recognise(frame: pd.DataFrame, time: Column | None) -> Columns:
    """Sort columns by kind. Dates become days before `time`, or days since the first one where time is no date."""
    numbers, categories = dict[str, Column](), dict[str, Column]()
    left_out = dict[str, str]()
    for name in map(str, frame.columns):
        column = _as_date(frame[name])
        reason = _useless(column)
        if reason:
            left_out[name] = reason
        elif pd.api.types.is_datetime64_any_dtype(column):
            stamps: Column = pd.to_datetime(column)
            numbers[name] = _days(time - stamps if time is not None else stamps - stamps.min())
        elif pd.api.types.is_bool_dtype(column) or pd.api.types.is_numeric_dtype(column):
            numbers[name] = np.asarray(column.astype("Float64").to_numpy(np.float64, na_value=np.nan))
        else:
            categories[name] = column.astype("string").fillna(UNKNOWN).to_numpy(object)
    return Columns(
        pd.DataFrame(numbers, index=frame.index), pd.DataFrame(categories, index=frame.index, dtype=object), left_out
    )


def dates(column: Column) -> Column | None:
    """The column as dates (without zone), or None where it holds something else."""
    found = _as_date(column)
    return pd.to_datetime(found) if pd.api.types.is_datetime64_any_dtype(found) else None


def _as_date(column: Column) -> Column:
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        return column.dt.tz_localize(None)
    filled = column.dropna()
    if column.dtype.kind in "biufM" or not len(filled) or not filled.map(type).isin((str, pd.Timestamp)).all():
        return column
    text = filled.astype(str)
    if not text.head(200).str.match(r"\d{4}[-/.]\d{1,2}([-/.]\d{1,2})?").all():
        return column
    parsed = pd.to_datetime(text.str.replace(r"[/.]", "-", regex=True), errors="coerce", format="mixed")
    return parsed.reindex(column.index) if parsed.notna().all() else column


def _useless(column: Column) -> str:
    filled = column.dropna()
    distinct = filled.nunique()
    if distinct == 0:
        return "it is empty"
    if distinct == 1 and len(filled) == len(column):
        return "it holds one value only"
    if pd.api.types.is_datetime64_any_dtype(column) or pd.api.types.is_bool_dtype(column):
        return ""
    if pd.api.types.is_numeric_dtype(column):
        whole = bool((filled.astype(float) % 1 == 0).all())
        return "every row has a number of its own" if whole and distinct == len(column) > 100 else ""
    return "nearly every row has a value of its own" if distinct > MOST_LEVELS * len(filled) else ""


def _days(passed: Column) -> npt.NDArray[np.float64]:
    return np.asarray(passed / pd.Timedelta(days=1), dtype=np.float64)
