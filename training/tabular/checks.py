"""What a table must have before anything is learned from it."""

import numpy as np
import pandas as pd

from training.errors import UnusableTable
from training.tabular.request import Request


def require(frame: pd.DataFrame, request: Request) -> None:
    """Every column named is there. Raises UnusableTable."""
    if not frame.index.is_unique:
        raise UnusableTable("The table's index repeats; reset it.")
    asked = {
        "--label": (request.label,), "--time": (request.time,), "--group": (request.group,) if request.group else (),
        "--columns": request.columns or (), "--drop": request.drop, "--yardstick": request.yardsticks,
    }  # fmt: skip
    for option, names in asked.items():
        for name in names:
            if name not in frame.columns:
                raise UnusableTable(f"The table has no column {name} ({option}); see its header for what it has.")
    if request.label == request.time:
        raise UnusableTable(f"Column {request.label} cannot be both --label and --time; name the column with the time.")
    for name in request.columns or ():
        if name in (request.label, request.time):
            raise UnusableTable(f"Column {name} is the label or the time and cannot be among --columns; leave it out.")


def refuse_infinite(frame: pd.DataFrame, request: Request) -> None:
    """No number that is read is infinite: a division by zero is no amount. Raises UnusableTable."""
    for name in frame.columns.difference([request.label, *request.drop, request.group or ""]):
        numeric = pd.api.types.is_float_dtype(frame[name])
        count = int(np.isinf(frame[name].to_numpy(np.float64, na_value=np.nan)).sum()) if numeric else 0
        if count:
            raise UnusableTable(
                f"Column {name} holds infinite numbers in {count} rows; leave such cells empty, or --drop the column."
            )


def check_order(time: "pd.Series[str]") -> None:
    """Text that is no date is in order only where it leads with the year and has one length: 2024-Q1.

    Raises UnusableTable.
    """
    if pd.api.types.is_numeric_dtype(time):
        return
    text = time.astype(str)
    wrong = ~text.str.match(r"(19|20)\d\d") | (text.str.len() != text.str.len().mode().iat[0])
    if wrong.any():
        raise UnusableTable(
            f"Column {time.name} has no order of time: {int(wrong.sum())} rows are no date; write 2026-11-25 there, "
            "or number the times."
        )
