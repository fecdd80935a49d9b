"""What a filled cell says, as a value."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from records.values import dates
from records.values.text import squeezed, text
from serving.batches.workbook import DISPOSALS, RESULTS, YES_NO, Column


def expected(column: Column) -> str:
    """What a cell of the column should have said."""
    if column.choices:
        return f"“{column.title}”只能填写{'、'.join(column.choices)}"
    return f"“{column.title}”{'不是日期，请写成 2026-11-25' if column.kind == 'date' else '不是数字'}"


def _chosen(choices: Mapping[str, Any]) -> Callable[[Any], Any]:
    def read(cell: Any) -> Any:
        if squeezed(cell) not in choices:
            raise ValueError
        return choices[squeezed(cell)]

    return read


def _whole(cell: Any) -> int:
    number = Decimal(squeezed(cell))
    # The range first: the whole number of 1e99999999 fills the memory.
    if not (number.is_finite() and 0 < number < 2**31) or number != int(number):
        raise ValueError
    return int(number)


def _yuan(cell: Any) -> Decimal:
    number = Decimal(squeezed(cell).replace(",", ""))
    if not number.is_finite():
        raise ValueError
    # A spreadsheet's 1200.1 is 1200.0999999999999 inside.
    return round(number, 2) if isinstance(cell, float) else number


def _day(cell: Any) -> date:
    found = dates.read(cell)
    if found is None:
        raise ValueError
    return found


READ: dict[str, Callable[[Any], Any]] = {
    "batch": _whole,
    "case_id": _whole,
    "result": _chosen(RESULTS),
    "verified": _day,
    "disposal": _chosen(DISPOSALS),
    "recovered": _yuan,
    "register_wrong": _chosen(YES_NO),
    "note": lambda cell: text(cell).strip(),
}
