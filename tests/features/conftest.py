"""Tiny worlds: a few rows per table, with letters for people, that become a real snapshot."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from records import warehouse
from records.contracts import TABLES
from records.home import Home
from records.warehouse import Snapshot

Rows = Sequence[Mapping[str, Any]]
World = Callable[..., Snapshot]
KEYS = ("person_key", "cadre_key", "relative_key", "household_key", "account_key", "award_key", "name_key")


def key(value: Any) -> Any:
    """A stable key for a letter or a word; numbers and None stay."""
    return int.from_bytes(value.encode()[:7], "big") if isinstance(value, str) else value


def award(person: str, programme: str = "dibao") -> int:
    return key(f"{person}{programme}"[:7])


def payout(person: str, day: date, programme: str = "dibao", yuan: float = 500, **more: Any) -> dict[str, Any]:
    return {
        "award_key": award(person, programme),
        "person_key": person,
        "programme": programme,
        "account_key": f"acc{person}",
        "village_key": 1,
        "period": day.year * 100 + day.month,
        "pay_date": day,
        "amount_fen": round(yuan * 100),
        "back_pay": False,
        "id_status": "valid",
        "name_key": f"n{person}",
        "happened": day,
        "known": day,
    } | more


def _table(name: str, rows: Rows) -> pa.Table:
    schema = TABLES[name]
    filled = []
    for number, row in enumerate(rows, start=1):
        unknown = set(row) - set(schema.names)
        assert not unknown, f"{name} has no column {unknown}"
        values = {column: row.get(column) for column in schema.names}
        for column in KEYS:
            if column in values:
                values[column] = key(values[column])
        if "payout_key" in values:
            values["payout_key"] = values["payout_key"] or number
        if "finding_key" in values:
            values["finding_key"] = values["finding_key"] or number
        if "source_row" in values:
            values["source_row"] = number
        filled.append(values)
    return pa.Table.from_pylist(filled, schema=schema)


@pytest.fixture
def world(home: Home) -> World:
    """Write rows per table as the current snapshot of a fresh home."""

    def write(**tables: Rows) -> Snapshot:
        tables.setdefault("division", [{"village_key": 1, "township_key": 1, "township": "甲镇", "village": "一村"}])
        return warehouse.write(home, {name: _table(name, rows) for name, rows in tables.items()}, [])

    return write
