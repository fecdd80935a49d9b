"""Registers that only one county has: described in a YAML, they become tables like the built-in ones.

The YAML (see records/bureaus/README.md) says which columns a register has, and which of them say when a fact happened
and when it was known. From it come a kind of bureau file and a table; a snapshot keeps the table's description in its
manifest, so that it can be read without the YAML.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, Self

import pyarrow as pa
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from records.contracts import KEY, PROVENANCE, TABLES
from records.errors import BadMapping

# Names that rules and features give to tables of their own.
TAKEN = {
    *TABLES, "award", "award_member", "banded", "beneficiary", "cohort", "dwelling", "hit", "hit_payout", "home",
    "household_member", "offending", "outcome", "paid", "recorded", "standard", "standards_given", "wanted",
}  # fmt: skip
PLACES = ("township", "village", "address", "division_code")
# Type in the YAML -> type of column in `records.files.kinds`, what is added to its name, and its type in the warehouse.
TYPES: dict[str, tuple[str, str, pa.DataType | None]] = {
    "resident_id": ("resident_id", "_key", KEY),
    "household": ("household", "_key", KEY),
    "account": ("account", "_key", KEY),
    "yuan": ("money", "_fen", pa.int64()),
    "mu": ("area", "_mu", pa.float64()),
    "m2": ("floor_area", "_m2", pa.float64()),
    "number": ("number", "", pa.float64()),
    "date": ("date", "", pa.date32()),
    "text": ("text", "", pa.string()),
    "code": ("lookup", "", pa.string()),
    "name": ("name", "", None),
    "ignored": ("ignored", "", None),
    **{place: (place, "", None) for place in PLACES},
}
COMMON = ("resident_id", "name", "township", "village", "address", "household")  # their usual headers are known

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Type = Literal[
    "resident_id", "household", "account", "yuan", "mu", "m2", "number", "date", "text", "code", "name", "ignored",
    "township", "village", "address", "division_code",
]  # fmt: skip
Names = Annotated[tuple[str, ...], BeforeValidator(lambda given: (given,) if isinstance(given, str) else given)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RegisterColumn(_Strict):
    """One column of a register: what it holds, and what bureaus call it."""

    type: Type
    headers: tuple[str, ...] = ()
    required: bool = False
    values: dict[str, tuple[str, ...]] = Field(default_factory=dict)  # of a code: code -> words
    unit: str | None = None  # where the header names none
    open_end: tuple[str, ...] = ()  # words for "never ends"

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.type == "code") != bool(self.values):
            raise ValueError("type `code` needs `values: {CODE: [WORD, ...]}`, and no other type may have it")
        if not self.headers and self.type not in COMMON:
            raise ValueError("`headers` must name what bureaus call the column")
        return self


class RegisterFile(_Strict):
    """The YAML of a register."""

    kind: Name
    title: dict[str, str]
    columns: dict[Name, RegisterColumn]
    happened: Names = ()
    known: Names = ()
    row_key: Names = ()  # what names a row beside the person, so that a corrected file takes the place of an old one
    once: bool = True  # a row that repeats another exactly says nothing new

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.kind in TAKEN or _reserved(self.kind):
            raise ValueError(f"kind: the name {self.kind} is taken; choose another")
        if set(self.title) != {"zh", "en"}:
            raise ValueError("title: give it in Chinese (`zh`) and English (`en`)")
        self._check_people()
        own = [self._stored(name) for name in self.columns]
        strange = [
            name for name in own if name in dict(PROVENANCE) or name == "village_key" or (name and _reserved(name))
        ]
        if strange or len(set(own) - {None}) < len([name for name in own if name]):
            raise ValueError(f"columns: the name {next(iter(strange), 'of a column')} is taken; choose another")
        for field in ("happened", "known"):
            for name in getattr(self, field):
                if name not in self.columns or self.columns[name].type != "date":
                    raise ValueError(f"{field}: {name} is no column of type date")
        for name in self.row_key:
            if name not in self.columns or self._stored(name) is None:
                raise ValueError(f"row_key: {name} is no column that is kept")
        return self

    def _check_people(self) -> None:
        people = [name for name, column in self.columns.items() if column.type == "resident_id"]
        if people != ["person"]:
            raise ValueError("columns: exactly one column of type resident_id is needed, with the name person")
        if strange := [name for name, column in self.columns.items() if (column.type == "name") != (name == "name")]:
            raise ValueError(f"columns.{strange[0]}: the name of the person, and it alone, is the column name")

    def _stored(self, name: str) -> str | None:
        _, ending, kept = TYPES[self.columns[name].type]
        return None if kept is None else name if name.endswith(ending) else name + ending

    def kind_of_file(self) -> dict[str, Any]:
        """The kind of bureau file, as the files in records/bureaus write it."""
        columns = {name: self._column(name, column) for name, column in self.columns.items()}
        keys = [*(self.row_key or self.happened)]
        speaking = any(column.type not in (*COMMON[:5], "ignored") for column in self.columns.values())
        return {
            "kind": self.kind,
            "name": self.title,
            "columns": columns,
            "bare": not speaking,
            "once": self.once,
            "happened": self.happened,
            "known": self.known,
            "row_key": ["person_key", *(stored for name in keys if (stored := self._stored(name)) != "person_key")],
        }

    def _column(self, name: str, column: RegisterColumn) -> dict[str, Any]:
        kind = TYPES[column.type][0]
        written = {
            "type": kind,
            "to": self._stored(name),
            "headers": list(column.headers),
            "required": column.required or name == "person",
            "fill": column.type in COMMON,
            "values": column.values,
            "unit": column.unit,
            "open_end": column.open_end,
        }
        return written | ({"like": kind} if kind in COMMON else {})

    def table(self) -> "Register":
        """The table that its rows go to."""
        kept = {stored: TYPES[self.columns[name].type][2] for name in self.columns if (stored := self._stored(name))}
        placed = any(column.type in PLACES for column in self.columns.values())
        columns = kept | ({"village_key": pa.int32()} if placed else {})
        return Register(
            self.kind, dict(self.title), pa.schema([*columns.items(), *PROVENANCE]), self.happened, self.known
        )


@dataclass(frozen=True)
class Register:
    """A register of a county's own, as a snapshot holds it."""

    name: str
    title: Mapping[str, str]
    schema: pa.Schema
    happened: tuple[str, ...] = ()
    known: tuple[str, ...] = ()

    def joined(self, before: "Register | None") -> "Register":
        """This register with the columns that earlier imports brought; raises BadMapping where a type differs."""
        if before is None:
            return self
        for column in self.schema:
            at = before.schema.get_field_index(column.name)
            if at >= 0 and before.schema.field(at).type != column.type:
                raise BadMapping(
                    f"The register {self.name} has a column {column.name} that held something else in earlier imports; "
                    "give it another name in its YAML."
                )
        gone = [column for column in before.schema if column.name not in self.schema.names]
        return Register(self.name, self.title, pa.schema([*gone, *self.schema]), self.happened, self.known)

    def fitted(self, rows: pa.Table) -> pa.Table:
        """Rows of an earlier snapshot in the columns of this one; what they lack is null."""
        given = rows.schema.names
        columns = [rows[f.name] if f.name in given else pa.nulls(rows.num_rows, f.type) for f in self.schema]
        return pa.table(columns, schema=self.schema)

    def dump(self) -> dict[str, Any]:
        """The register for a manifest."""
        columns = {column.name: str(column.type).removesuffix("[day]") for column in self.schema}
        return {"title": dict(self.title), "columns": columns, "happened": self.happened, "known": self.known}


def load(entries: Mapping[str, Any]) -> dict[str, Register]:
    """The registers of a manifest."""
    return {
        name: Register(
            name,
            entry["title"],
            pa.schema([(column, pa.type_for_alias(kind)) for column, kind in entry["columns"].items()]),
            tuple(entry["happened"]),
            tuple(entry["known"]),
        )
        for name, entry in entries.items()
    }


def joined(earlier: Mapping[str, Register], described: Mapping[str, Register]) -> dict[str, Register]:
    """Every own register: those of earlier imports, whatever became of their YAML, and those described now.

    Raises:
        BadMapping: a column is described as something else than what earlier imports brought.
    """
    return {**earlier, **{name: one.joined(earlier.get(name)) for name, one in described.items()}}


@cache
def _keywords() -> frozenset[str]:
    import duckdb

    query = "SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category <> 'unreserved'"
    with duckdb.connect() as connection:
        words = connection.execute(query).fetchall()
    return frozenset(word for (word,) in words)


def _reserved(name: str) -> bool:
    """Whether SQL would take the name for one of its own words."""
    return name in _keywords()
