"""The kinds of bureau file: which columns each has, what they may be called, how they are read."""

import re
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Literal

from pydantic import Field

from records.frozen import Frozen
from records.values.text import squeezed

BRACKETS = re.compile(r"[(\[【〔{<《].*?[)\]】〕}>》]")

EDGES = "*:。.、_-/ "
UNIT_TAIL = re.compile(r"[/:_]?(万元|千元|元|亩|公顷|平方米|m2)$")

ColumnType = Literal[
    "resident_id", "name", "township", "village", "address", "household", "division_code", "account", "programme",
    "period", "date", "money", "area", "floor_area", "number", "lookup", "text", "remark", "ignored",
]  # fmt: skip


@lru_cache(maxsize=1 << 16)
def plain(header: str) -> str:
    """A header as it is compared: half width, lower case, without blanks, stars, unit or brackets."""
    return UNIT_TAIL.sub("", BRACKETS.sub("", squeezed(header).lower()).strip(EDGES)).strip(EDGES)


class Column(Frozen):
    """One column of a kind: how it may be called, how it is read, where it goes."""

    type: ColumnType
    headers: tuple[str, ...] = ()
    to: str | None = None  # column of the warehouse table, if not the column's own name
    name_to: str | None = None  # where the words as written go
    required: bool = False
    own: bool = False  # speaks for its kind though it is not kept
    shared: bool = False  # many kinds have it, so it speaks for none
    fill: bool = False  # a merged cell counts for every row it spans
    strict: bool = False  # a row with an unknown value is rejected, not kept without it
    number: bool = False  # look-up codes are numbers
    values: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    still_out: tuple[str, ...] = ()  # words for "nobody knows yet", read as null
    unit: str | None = None  # where the header names none
    open_end: tuple[str, ...] = ()  # words for "never ends", read as null

    @cached_property
    def names(self) -> dict[str, int]:
        """Comparable header -> rank; a lower rank is preferred where a file has two."""
        ranked: dict[str, int] = {}
        for rank, header in enumerate(self.headers):
            ranked.setdefault(plain(header), rank)
        return ranked

    @property
    def speaks(self) -> bool:
        """Whether finding this column is evidence for its kind."""
        common = self.type in ("resident_id", "name", "township", "village", "address", "remark")
        return self.required or self.own or not (common or self.shared or self.type == "ignored")


class Limits(Frozen):
    """Amounts beyond which a row is a slip of the pen."""

    most_yuan: int


class Kind(Frozen):
    """One kind of bureau file; `kind` is also the warehouse table its rows go to.

    A list of one county's own (`like: payout`) is a variant: it goes to the same table and is told by `marks`, the
    headers that it alone has.
    """

    kind: str
    marks: tuple[str, ...] = ()
    programme: str | None = None  # of all rows, where the list itself does not say
    name: dict[Literal["zh", "en"], str]
    columns: dict[str, Column]
    bare: bool = False  # recognised only when every column of the sheet is known
    once: bool = False  # a row that repeats another exactly says nothing new, and would count twice in joins
    one_of: tuple[tuple[str, ...], ...] = ()  # of each group at least one column is required
    back_pay: tuple[str, ...] = ()
    limits: Limits | None = None
    happened: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    row_key: tuple[str, ...] = ()

    @cached_property
    def headers(self) -> dict[str, tuple[tuple[int, str], ...]]:
        """Comparable header -> the columns it may stand for, each with the header's rank there."""
        found: dict[str, list[tuple[int, str]]] = {}
        for name, column in self.columns.items():
            for header, rank in column.names.items():
                found.setdefault(header, []).append((rank, name))
        return {header: tuple(places) for header, places in found.items()}

    def missing(self, found: Mapping[str, object]) -> list[str]:
        """Required columns that are not among `found`; for a group, its first."""
        single = [name for name, column in self.columns.items() if column.required and name not in found]
        return single + [group[0] for group in self.one_of if not any(name in found for name in group)]


class Marks(Frozen):
    """Words that tell titles, totals and signature lines from records."""

    totals: tuple[str, ...]
    notes: tuple[str, ...]
    bureaus: tuple[str, ...]
