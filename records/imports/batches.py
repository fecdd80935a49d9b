"""The accepted rows of one sheet as columns of the warehouse, people still numbered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from records.contracts import DATED
from records.files.kinds import Kind
from records.imports.divisions import Divisions
from records.imports.people import Numbers, People
from records.keys import Keyring
from records.registers import Register
from records.values.cells import Readers
from records.values.ids import ResidentId

Columns = dict[str, list[Any]]
Villages = list[tuple[str, str]]  # township and village of each row


@dataclass
class Shared:
    """What all sheets of an import share."""

    readers: Readers
    keyring: Keyring
    people: People
    divisions: Divisions
    today: date
    names: dict[str, int] = field(default_factory=dict)
    accounts: dict[str, int] = field(default_factory=dict)
    households: dict[str, int] = field(default_factory=dict)
    registers: dict[str, Register] = field(default_factory=dict)  # the county's own
    columns_read: Callable[[int, int, int], None] = lambda _rows, _done, _of: None  # says how far a sheet is

    @property
    def dated(self) -> dict[str, pa.Schema]:
        """Every table that rows of files go to."""
        return DATED | {name: register.schema for name, register in self.registers.items()}


@dataclass(frozen=True)
class Batch:
    """Accepted rows. `people` holds the numbers of `People` by key column, until the import settles their keys."""

    kind: str
    sheet: str
    rows: list[int]  # 1-based
    people: dict[str, Numbers]
    columns: Columns


def batch(kind: Kind, sheet: str, rows: list[int], read: Columns, written: Columns, shared: Shared) -> Batch:
    """Turn the values read from a sheet into keys and columns; `written` holds the words behind look-up codes."""
    villages = _villages(read, len(rows))
    village_keys = _village_keys(villages, read.get("code"), shared.divisions)
    columns: Columns = {"village_key": village_keys, **written}
    people: dict[str, Numbers] = {}
    for name, values in read.items():
        column = kind.columns[name]
        target = column.to or name
        match column.type:
            case "resident_id":
                listed = read.get("name" if name == "person" else f"{name}_name")
                people[target] = _numbers(values, listed, villages, shared.people, kind.kind == "resident")
                columns.setdefault("id_status", [resident_id.status for resident_id in values])
            case "name" if name == "name":
                columns["name_key"] = _keys(values, shared.names, shared.keyring.name)
            case "account":
                columns[target] = _keys(values, shared.accounts, shared.keyring.account)
            case "household":
                columns[target] = _keys(values, shared.households, shared.keyring.household)
            case "name" | "township" | "village" | "address" | "division_code" | "remark":
                pass
            case _:
                columns[target] = values
    if kind.back_pay:
        remarks = _or_empty(read, "remark", rows)
        back_pay = {said: any(mark in said for mark in kind.back_pay) for said in set(remarks)}
        columns["back_pay"] = [back_pay[said] for said in remarks]
    columns["happened"], columns["known"] = (_first(read, dates, len(rows)) for dates in (kind.happened, kind.known))
    return Batch(kind.kind, sheet, rows, people, columns)


def _first(read: Columns, names: Sequence[str], length: int) -> list[Any]:
    """The first date of each row among the columns named, null where none has one."""
    found = [read[name] for name in names if name in read]
    if len(found) <= 1:
        return found[0] if found else [None] * length
    return [next((day for day in days if day is not None), None) for days in zip(*found, strict=True)]


def _keys(values: Sequence[str | None], known: dict[str, int], key: Callable[[str], int]) -> list[int | None]:
    for value in set(values):
        if value and value not in known:
            known[value] = key(value)
    return [known[value] if value else None for value in values]


def _numbers(
    ids: list[ResidentId], listed: list[str] | None, villages: Villages, people: People, registered: bool
) -> Numbers:
    names = listed or [""] * len(ids)
    distinct = dict.fromkeys(ids)
    known = {one: people.number(one, "", "") for one in distinct if one.certain}
    if len(known) == len(distinct):
        numbers = [known[one] for one in ids]
    else:
        numbers = [
            known[one] if one in known else people.number(one, name, "/".join(village))
            for one, name, village in zip(ids, names, villages, strict=True)
        ]
    people.named(dict.fromkeys(zip(numbers, names, strict=True)), registered)
    return np.array(numbers, np.int32)


def _villages(read: Columns, length: int) -> Villages:
    """Township and village of each row, from their columns, else from an address."""
    nothing = [""] * length
    townships, villages = read.get("township", nothing), read.get("village", nothing)
    if "address" not in read or ("township" in read and "village" in read):
        return list(zip(townships, villages, strict=True))
    rows = zip(townships, villages, read["address"], strict=True)
    return [(township or found[0], village or found[1]) for township, village, found in rows]


def _village_keys(villages: Villages, codes: list[str] | None, divisions: Divisions) -> list[int | None]:
    keys = {village: divisions.village_key(*village) for village in dict.fromkeys(villages)}
    for village, code in set(zip(villages, codes or (), strict=False)):
        divisions.coded(keys[village], code)
    return [keys[village] for village in villages]


def _or_empty(read: Columns, name: str, rows: list[int]) -> list[str]:
    return read.get(name) or [""] * len(rows)
