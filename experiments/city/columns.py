"""From a county's arrays to the columns of a table's contract."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from experiments.county.chance import Texts, texts
from records.contracts import TABLES


def as_table(name: str, count: int, columns: Mapping[str, Any]) -> pa.Table:
    """The table of the contract; columns not given are null, and so is what is NaN or None."""
    schema = TABLES[name]
    if strange := columns.keys() - set(schema.names):
        raise ValueError(f"The table {name} has no column {min(strange)}.")
    arrays = [_array(columns[field.name], field.type) if field.name in columns else None for field in schema]
    whole = [
        pa.nulls(count, field.type) if array is None else array for array, field in zip(arrays, schema, strict=True)
    ]
    return pa.Table.from_arrays(whole, schema=schema)


def _array(values: Any, kind: pa.DataType) -> pa.Array:
    if isinstance(values, pa.Array):
        return values.cast(kind)
    given = np.asarray(values)
    if given.dtype.kind != "f" or pa.types.is_floating(kind):
        plain = pa.array(given, from_pandas=True) if given.dtype.kind == "f" else pa.array(given)
        return (plain.cast(pa.int32()) if pa.types.is_date(kind) else plain).cast(kind)
    unknown = np.isnan(given)  # a day or a sum of which some are not known
    whole = pa.array(np.where(unknown, 0, given).astype(np.int64), mask=unknown)
    return (whole.cast(pa.int32()) if pa.types.is_date(kind) else whole).cast(kind)


def words(numbers: Any, of: tuple[str, ...] | list[str]) -> pa.Array:
    """Numbers as the words they stand for; null where there is no number."""
    chosen: Texts = texts([*of, ""])
    given = np.asarray(numbers, dtype=float)
    unknown = np.isnan(given)
    return pa.array(chosen[np.where(unknown, -1, given).astype(int)], pa.string(), mask=unknown)
