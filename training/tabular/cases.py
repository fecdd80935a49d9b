"""A table as cases: outcomes, times in order, groups, and what a model may see."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from training.errors import UnusableTable
from training.tabular import checks, columns
from training.tabular.columns import Columns
from training.tabular.request import Request

Vector = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
YES = {"1", "1.0", "true", "yes", "y", "confirmed", "属实", "是"}
NO = {"0", "0.0", "false", "no", "n", "cleared", "不属实", "否"}


@dataclass(frozen=True)
class TableCases:
    """One row per case whose outcome is known, in the order of time.

    `when` numbers the distinct times from 0, `times` says them; `group` numbers groups (a group of its own for each
    case where none was named). `unlabelled`: rows left out since their label is empty. `start`: the first time at or
    after the request's `test_from`.
    """

    outcomes: Vector
    when: Rows
    times: tuple[str, ...]
    group: Rows
    seen: Columns
    yardsticks: pd.DataFrame
    unlabelled: int
    start: int | None = None

    def __len__(self) -> int:
        return len(self.outcomes)


def of_table(frame: pd.DataFrame, request: Request) -> TableCases:
    """Read the cases a request speaks of.

    Raises:
        UnusableTable: a named column is not there, or label, time or a yardstick hold what cannot be used.
    """
    checks.require(frame, request)
    checks.refuse_infinite(frame, request)
    labelled = frame[frame[request.label].notna()]
    if labelled[request.time].isna().any():
        raise UnusableTable(
            f"Column {request.time} is empty in {int(labelled[request.time].isna().sum())} rows; "
            "give every row its time, or leave such rows out of the file."
        )
    day = columns.dates(labelled[request.time])
    if day is None:
        checks.check_order(labelled[request.time])
    order = (labelled[request.time] if day is None else day).sort_values(kind="stable").index
    table = labelled.loc[order].reset_index(drop=True)
    moment = table[request.time] if day is None else day.loc[order].reset_index(drop=True)
    when, times = pd.factorize(moment, sort=True)
    named = {request.label, request.time, *request.drop, *([request.group] if request.group else [])}
    visible = request.columns or [str(name) for name in table.columns if name not in named]
    outcomes = _outcomes(table[request.label])
    return TableCases(
        outcomes=outcomes,
        when=np.asarray(when, dtype=np.int64),
        times=tuple(_said(time) for time in times),
        group=np.asarray(pd.factorize(table[request.group])[0] if request.group else table.index, dtype=np.int64),
        seen=_seen(table[list(visible)], None if day is None else moment),
        yardsticks=pd.DataFrame({name: _numbers(table[name]) for name in request.yardsticks}, index=table.index),
        unlabelled=len(frame) - len(table),
        start=None if request.test_from is None else int(when[_later(moment, request.test_from)].min()),
    )


def before_test(frame: pd.DataFrame, request: Request) -> pd.DataFrame:
    """The rows before `test_from`, so that nobody can look at the others by chance; all rows where there is none."""
    if request.test_from is None:
        return frame
    day = columns.dates(frame[request.time])
    before: pd.DataFrame = frame.loc[~_later(frame[request.time] if day is None else day, request.test_from)]
    return before


def _later(time: Any, test_from: str) -> npt.NDArray[np.bool_]:
    """Which times are at or after `test_from`, read as the times are: as a date, a number or text."""
    try:
        edge: Any = test_from
        if pd.api.types.is_datetime64_any_dtype(time):
            edge = pd.Timestamp(test_from)
        elif pd.api.types.is_numeric_dtype(time):
            edge = float(test_from)
        later = np.asarray(time >= edge, dtype=bool)
    except (ValueError, TypeError):
        raise UnusableTable(f"--test-from {test_from} is no time as the table has them; give one of those.") from None
    if later.all() or not later.any():
        first, last = _said(time.min()), _said(time.max())
        raise UnusableTable(
            f"--test-from {test_from} leaves nothing on one side; the table's times go from {first} to {last}."
        )
    return later


def _seen(visible: pd.DataFrame, time: "pd.Series[str] | None") -> Columns:
    found = columns.recognise(visible, time)
    if found.numbers.empty and found.categories.empty:
        why = "; ".join(f"{name}: {reason}" for name, reason in found.left_out.items())
        raise UnusableTable(
            f"No column is left to learn from{f' ({why})' if why else ''}; give the table more of them."
        )
    return found


def _outcomes(label: "pd.Series[str]") -> Vector:
    text = label.astype(str).str.strip().str.lower()
    yes, no = text.isin(YES), text.isin(NO)
    if not (yes | no).all():
        raise UnusableTable(
            f"Column {label.name} holds {int((~(yes | no)).sum())} values that are neither 1 nor 0 "
            "(nor true/false, yes/no, 属实/不属实); make it such, and empty where the outcome is unknown."
        )
    if yes.all() or no.all():
        raise UnusableTable(f"Column {label.name} holds one outcome only; nothing can be learned from it.")
    return np.asarray(yes, dtype=np.float64)


def _numbers(column: "pd.Series[str]") -> Vector:
    found = pd.to_numeric(column, errors="coerce")
    if found.notna().sum() < column.notna().sum():
        raise UnusableTable(f"Column {column.name} (--yardstick) holds text; a yardstick orders cases by a number.")
    return np.asarray(found, dtype=np.float64)


def _said(time: object) -> str:
    return time.date().isoformat() if isinstance(time, pd.Timestamp) else str(time)
