"""Rows of the feature table from JSON: numbers under the model's columns, null where nothing is known."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from serving.refusals import InvalidRows

if TYPE_CHECKING:
    from training.bundle import Bundle
    from training.estimators.prior import PriorBundle

MOST = 10_000  # rows of one request


def columns(bundle: "Bundle | PriorBundle") -> tuple[str, ...]:
    """The columns that the model asks for."""
    from training.estimators.prior import PriorBundle

    if isinstance(bundle, PriorBundle):
        return (*bundle.bands, *(bundle.forest.columns if bundle.forest else ()))
    return bundle.columns


def scored(bundle: "Bundle | PriorBundle", given: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    """What the model says of rows given by column; columns it does not know are left aside, as MLflow does.

    Raises InvalidRows.
    """
    wanted = columns(bundle)
    missing = [name for name in wanted if name not in given]
    if missing:
        raise InvalidRows(
            f"{len(missing)} columns are missing, {missing[0]} among them; send every column that the model names, "
            "null where nothing is known."
        )
    rows = {len(given[name]) for name in wanted}
    if len(rows) != 1:
        raise InvalidRows("The columns do not all have as many values; send one value a row in every column.")
    if not 1 <= rows.pop() <= MOST:
        raise InvalidRows(f"Send between 1 and {MOST:,} rows in a request.")
    return bundle.score(pd.DataFrame({name: _numbers(name, given[name]) for name in wanted}))


def by_column(names: Sequence[Any], rows: Iterable[Any]) -> dict[str, list[Any]]:
    """Rows of values, in the order of `names`, turned. Raises InvalidRows."""
    listed = list(rows)
    if not all(isinstance(name, str) for name in names) or len(set(names)) != len(names):
        raise InvalidRows("Every column needs a name of its own, as text.")
    if not all(isinstance(row, list) and len(row) == len(names) for row in listed):
        raise InvalidRows("A row does not have as many values as there are columns.")
    return {name: [row[place] for row in listed] for place, name in enumerate(names)}


def _numbers(name: str, values: Sequence[Any]) -> "np.ndarray[Any, np.dtype[np.float64]]":
    for value in values:
        if value is not None and not isinstance(value, int | float):
            raise InvalidRows(f"The column {name} holds something that is no number; send numbers or null.")
    try:
        return np.array([np.nan if value is None else value for value in values], np.float64)
    except OverflowError as error:
        raise InvalidRows(f"The column {name} holds a number that is too large.") from error
