"""Small worlds for examples: rows in friendly names ('A', 'B', yuan) become a snapshot of the warehouse.

Persons, households, accounts and villages are given by name and differ between examples. What a row leaves out is
filled in plainly: a payout is for the month in which it is paid, 100 yuan, into the person's own account.
`person: A*12` stands for twelve rows, A1 to A12; `monthly: 3` repeats a payout in three months running.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pyarrow as pa

from records.contracts import REGISTRIES, TABLES
from records.errors import MingchaError
from records.programmes import programmes
from records.registers import Register

Row = dict[str, Any]
MANY = re.compile(r"^(\w+)\*(\d+)$")
NAMED = {  # friendly column -> column of the contract
    **{kind: f"{kind}_key" for kind in ("person", "account", "village", "household", "name", "cadre", "relative")},
    "township": "township_key",
}
YUAN = {"yuan": "amount_fen", "price": "price_fen", "capital": "capital_fen"}
PEOPLE = ("person", "cadre", "relative")
# The day from which a fact is known unless the row says otherwise: when it was registered, else when it happened.
KNOWN = {
    "payout": ("pay_date",),
    "death": ("registered", "death_date"),
    "moved_away": ("moved",),
    "vehicle": ("registered",),
    "property": ("registered",),
    "enterprise": ("founded",),
}
STRANGER = "stranger"  # stands in every register, long ago, so that no rule goes without one
LONG_AGO = date(1950, 1, 1)
STRANGERS_FACTS: dict[str, Row] = {
    "resident": {"happened": LONG_AGO},
    "death": {"death_date": LONG_AGO},
    "moved_away": {"moved": LONG_AGO},
    "land": {"contracted_mu": 1.0},
}


class FaultyExample(MingchaError):
    """An example's world names a table or column that does not exist."""


class World:
    """Collects examples and turns them into tables."""

    def __init__(self, registers: Mapping[str, Register] | None = None) -> None:
        """`registers` are those that only this county has."""
        self._own = dict(registers or {})
        self._schemas = TABLES | {name: register.schema for name, register in self._own.items()}
        self._numbers: dict[tuple[str, ...], int] = {}
        self._rows: dict[str, list[Row]] = {name: [] for name in self._schemas}
        self._births: dict[int, Row] = {}
        self._example = ""
        self.add(STRANGER, {})
        for table in (*REGISTRIES, *self._own):
            fact = {"cadre": STRANGER, "relative": "nobody"} if table == "kin" else {"person": STRANGER}
            self._add_row(table, {**fact, **STRANGERS_FACTS.get(table, {})})
        self._add_row("person", {"person": STRANGER, "birth": LONG_AGO})
        self._rows["programme"] = [
            {"programme": code, "name": p.name, "rhythm": p.rhythm, "paid_to": p.paid_to}
            for code, p in programmes().items()
        ]

    def add(self, example: str, world: Mapping[str, tuple[Row, ...]]) -> None:
        """Add the rows of one example; its names are its own."""
        self._example = example
        for table, rows in world.items():
            if table not in self._schemas:
                raise FaultyExample(f"The example of {example} names the table {table}, which does not exist.")
            for row in rows:
                for single in _repeated(table, row):
                    self._add_row(table, single)

    def key(self, example: str, kind: str, name: str) -> int:
        """The number that stands for a name of an example; people share one space."""
        kind = "person" if kind in PEOPLE else kind
        return self._numbers.setdefault((example, kind, str(name)), len(self._numbers) + 1)

    def award_key(self, example: str, person: str, programme: str) -> int:
        """The number of a person's award in a programme."""
        return self.key(example, "award", f"{person}/{programme}")

    def tables(self) -> dict[str, pa.Table]:
        """All tables, in the columns of records.contracts."""
        self._rows["person"] = list(self._births.values())
        return {
            name: pa.Table.from_pylist([{c: row.get(c) for c in schema.names} for row in self._rows[name]], schema)
            for name, schema in self._schemas.items()
        }

    def _add_row(self, table: str, given: Row) -> None:
        row = self._row(table, _filled(table, given, self._own.get(table)))
        if strange := sorted(set(row) - set(self._schemas[table].names)):
            raise FaultyExample(f"The example of {self._example} names {table}.{strange[0]}, which does not exist.")
        row.setdefault("source_file", 1)
        row.setdefault("source_row", len(self._rows[table]) + 2)
        if table == "person":
            self._births[row["person_key"]] = {"id_status": "valid", **row}
            return
        self._rows[table].append(row)
        if table in ("payout", "resident"):
            self._settle(given.get("village", "V"), given)
        for column in ("person_key", "cadre_key", "relative_key"):
            if row.get(column) is not None:
                blank = {"person_key": row[column], "id_status": given.get("id_status", "valid")}
                self._births.setdefault(row[column], blank)

    def _row(self, table: str, given: Row) -> Row:
        row: Row = {}
        for column, value in given.items():
            names = self._schemas[table].names
            if NAMED.get(column) in names:
                row[NAMED[column]] = None if value is None else self.key(self._example, column, value)
            elif table in self._own and column not in names and f"{column}_fen" in names:
                row[f"{column}_fen"] = None if value is None else round(value * 100)
            elif column in YUAN:
                row[YUAN[column]] = None if value is None else round(value * 100)
            elif column != "township":
                row[column] = value
        if table == "payout":
            row["payout_key"] = len(self._rows["payout"]) + 1
            row["award_key"] = self.award_key(self._example, given["person"], given["programme"])
        return row

    def _settle(self, village: str, given: Row) -> None:
        """Every village that is named exists; its township is the example's only one unless the row says."""
        key, township = self.key(self._example, "village", village), given.get("township", "T")
        if all(row["village_key"] != key for row in self._rows["division"]):
            place = {"village_key": key, "township_key": self.key(self._example, "township", township)}
            self._rows["division"].append({**place, "village": village, "township": township})


def _filled(table: str, given: Row, register: Register | None = None) -> Row:
    row = dict(given)
    if table == "payout":
        day: date = row["pay_date"]
        own = {"account": f"of {row['person']}", "village": "V", "yuan": 100, "name": row["person"]}
        row = {"period": day.year * 100 + day.month, "back_pay": False, "id_status": "valid", **own, **row}
    elif table == "resident":
        row = {"household": f"of {row['person']}", "village": "V", "name": row["person"], "relation": "head", **row}
    elif table == "cadre":
        row = {"village": "V", **row}
    if table in KNOWN:
        days = [row[column] for column in KNOWN[table] if row.get(column) is not None]
        row = {"known": days[0] if days else None, "happened": days[-1] if days else None, **row}
    if register is not None:
        row = {"known": _first(row, register.known), "happened": _first(row, register.happened), **row}
    row.pop("township", None) if table in ("payout", "resident", "cadre") else None
    return row


def _first(row: Row, columns: tuple[str, ...]) -> Any:
    return next((row[column] for column in columns if row.get(column) is not None), None)


def _repeated(table: str, row: Row) -> list[Row]:
    rows = [dict(row)]
    many = MANY.match(str(row.get("person", "")))
    if many:
        rows = [{**row, "person": f"{many[1]}{number}"} for number in range(1, int(many[2]) + 1)]
    times = row.get("monthly")
    if table == "payout" and times:
        rows = [_later(single, month) for single in rows for month in range(times)]
    return rows


def _later(row: Row, months: int) -> Row:
    day: date = row["pay_date"]
    number = day.year * 12 + day.month - 1 + months
    moved = {column: value for column, value in row.items() if column != "monthly"}
    return {**moved, "pay_date": day.replace(year=number // 12, month=number % 12 + 1)}
