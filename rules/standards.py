"""Dated standards: the ages, months, levels and amounts that rules compare with, as data.

A standard's value holds for programmes and from one day until another. Rules read them as the table
`standard(name, programme, value DOUBLE, unit, effective DATE, until DATE)`: one row per programme, the county's own
included; `until` is never null.
A county's own files win over the built-in ones of the same name.
"""

from collections.abc import Collection, Iterable
from datetime import date
from pathlib import Path
from typing import Literal

import pyarrow as pa
from pydantic import Field

from records.frozen import Frozen
from rules.rule import Text

FOLDER = Path(__file__).parent / "standards"
EVER = date(9999, 12, 31)
TABLE = pa.schema(
    [
        ("name", pa.string()),
        ("programme", pa.string()),
        ("value", pa.float64()),
        ("unit", pa.string()),
        ("effective", pa.date32()),
        ("until", pa.date32()),
    ]
)


class Value(Frozen):
    """One value, for some programmes, between two days (the second excluded)."""

    value: float
    programmes: Literal["all"] | tuple[str, ...] = "all"
    effective: date = date(1900, 1, 1)
    until: date = EVER


class Standard(Frozen):
    """One standard 标准: what it is, in which unit, on what basis in general words, and its dated values."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: Text
    unit: str
    basis: Text
    values: tuple[Value, ...] = ()


def table(standards: Iterable[Standard], programmes: Collection[str]) -> pa.Table:
    """All values as the table that rules read; a value for all programmes stands once for each of `programmes`."""
    rows = [
        {
            "name": standard.name,
            "programme": programme,
            "value": value.value,
            "unit": standard.unit,
            "effective": value.effective,
            "until": value.until,
        }
        for standard in standards
        for value in standard.values
        for programme in (programmes if value.programmes == "all" else value.programmes)
    ]
    return pa.Table.from_pylist(rows, schema=TABLE)
