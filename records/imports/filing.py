"""Which files are versions of one another: a corrected file takes the place of the one it corrects.

Nothing but rows can tell. Two files of one kind (and one programme and bureau) whose rows hardly overlap are parts of
one list: townships, months, half years. Where they overlap, the later one corrects the earlier.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

import pyarrow as pa
import pyarrow.compute as pc

from records.errors import ConflictingFiles
from records.files.kinds import Kind
from records.imports.ledger import LedgerFile

PARTS = 0.05  # below this share of common rows, of the smaller file, two files are parts
WHOLE = 0.5  # a correction has at least this share of the rows of the file it corrects
RowKey = tuple[object, ...]


@dataclass(frozen=True)
class Filed:
    """The rows of one file in one table."""

    file: LedgerFile
    kind: Kind
    rows: pa.Table

    @cached_property
    def scope(self) -> set[object]:
        """Programmes and years, or batches: files without a common one have nothing to do with each other."""
        if self.kind.kind == "payout":
            years = pc.coalesce(pc.divide(self.rows["period"], 100), pc.year(self.rows["pay_date"]).cast("int32"))
            return set(zip(self.rows["programme"].to_pylist(), years.to_pylist(), strict=True))
        return set(pc.unique(self.rows["batch"]).to_pylist()) if self.kind.kind == "finding" else {None}

    @cached_property
    def keys(self) -> set[RowKey]:
        """What names each row of it, whichever file brings it."""
        return set(row_keys(self.kind, self.rows))


@dataclass
class Takeover:
    """What new files take from those already in the warehouse."""

    replaced_by: dict[int, int] = field(default_factory=dict)  # old file -> new file
    rows: dict[int, set[RowKey]] = field(default_factory=dict)  # old file -> rows that a smaller file brought anew
    superseded: dict[int, int] = field(default_factory=dict)  # old file -> how many rows these are

    def supersede(self, old: Filed, common: set[RowKey]) -> None:
        """Take single rows of an old file, which stays in use for the others."""
        taken = self.rows.setdefault(old.file.number, set())
        taken |= common
        self.superseded[old.file.number] = sum(key in taken for key in row_keys(old.kind, old.rows))


def row_keys(kind: Kind, rows: pa.Table) -> list[RowKey]:
    """The key of each row."""
    return list(zip(*(rows[column].to_pylist() for column in kind.row_key), strict=True))


def refuse_conflicts(new: Sequence[Filed]) -> None:
    """Two files of one import must not claim the same rows: nobody can say which one is right."""
    for earlier, later in combinations(new, 2):
        if _related(earlier, later) and earlier.scope & later.scope and _overlap(earlier, later) >= PARTS:
            raise ConflictingFiles(_conflict(earlier, later))


def take_over(new: Sequence[Filed], old: Sequence[Filed]) -> Takeover:
    """Decide what each new file does to the current ones of its kind; raises ConflictingFiles where it is unclear."""
    takeover = Takeover()
    for one in new:
        for other in old:
            if not _related(one, other) or not one.scope & other.scope or _overlap(one, other) < PARTS:
                continue
            programmes = set(one.file.programmes) >= set(other.file.programmes)
            if programmes and len(one.keys) >= WHOLE * len(other.keys):
                takeover.replaced_by[other.file.number] = one.file.number
            elif one.kind.kind == "payout":
                raise ConflictingFiles(_partial(one, other))
            else:
                takeover.supersede(other, one.keys & other.keys)
    return takeover


def _related(one: Filed, other: Filed) -> bool:
    bureaus = {one.file.bureau, other.file.bureau} - {None}
    return one.kind.kind == other.kind.kind and one.file.number != other.file.number and len(bureaus) < 2


def _overlap(one: Filed, other: Filed) -> float:
    """Share of the smaller file's rows that the other has too."""
    smaller = min(len(one.keys), len(other.keys))
    return len(one.keys & other.keys) / smaller if smaller else 0.0


def _conflict(first: Filed, second: Filed) -> str:
    return (
        f"{first.file.name} and {second.file.name} both claim to be {_what(second)}, with different content; "
        "keep the one that is right in the folder and import again."
    )


def _partial(new: Filed, old: Filed) -> str:
    return (
        f"{new.file.name} repeats rows of {old.file.name} but holds only a small part of them ({new.rows.num_rows} of "
        f"{old.rows.num_rows} rows); ask the bureau for the whole corrected list of {_what(new)}."
    )


def _what(filed: Filed) -> str:
    parts = (filed.file.bureau, "、".join(filed.file.programmes), filed.file.year)
    named = " ".join(str(part) for part in parts if part)
    return f"{filed.kind.name['zh']} {named}".strip()
