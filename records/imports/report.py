"""What an import did, file by file, in values that print and serialise."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

from records.values.reasons import Reason

FileStatus = Literal["imported", "same", "ignored"]


@dataclass(frozen=True)
class RejectCount:
    """How many rows of a file were rejected for one reason."""

    code: str
    zh: str
    en: str
    rows: int


def reject_counts(reasons: Iterable[Reason]) -> tuple[RejectCount, ...]:
    """Reasons counted, the most frequent first."""
    return tuple(RejectCount(r.code, r.zh, r.en, rows) for r, rows in Counter(reasons).most_common())


@dataclass(frozen=True)
class FileReport:
    """What became of one file. `read` = `accepted` + rejected rows + `titles` + `totals`."""

    name: str
    status: FileStatus
    number: int | None = None  # in the ledger
    kind: str | None = None
    kind_zh: str | None = None
    kind_en: str | None = None
    programmes: tuple[str, ...] = ()
    bureau: str | None = None
    year: int | None = None
    encoding: str | None = None
    read: int = 0
    accepted: int = 0
    rejected: tuple[RejectCount, ...] = ()
    titles: int = 0
    totals: int = 0
    replaces: tuple[str, ...] = ()  # names of the files whose rows it takes over
    notes: tuple[str, ...] = ()  # in Chinese
    notes_en: tuple[str, ...] = ()  # the same in English; empty where an earlier release kept the report

    @property
    def rejected_rows(self) -> int:
        """Rows that could not be used."""
        return sum(count.rows for count in self.rejected)

    @property
    def balanced(self) -> bool:
        """Whether every row is accounted for."""
        return self.read == self.accepted + self.rejected_rows + self.titles + self.totals


@dataclass(frozen=True)
class UnmatchedFinding:
    """A line of a verification sheet that belongs to no award."""

    file: str
    row: int
    programme: str | None
    kind: str | None
    reason: str
    reason_en: str = ""  # empty where an earlier release kept the report


@dataclass(frozen=True)
class MatchReport:
    """How many verification lines found their award."""

    lines: int = 0
    matched: int = 0
    by_name: int = 0  # of those, matched by name, village and programme because an id is damaged
    unmatched: tuple[UnmatchedFinding, ...] = ()


@dataclass(frozen=True)
class CorrectionReport:
    """Whether a register that came in still holds a fact that a visit found to be wrong."""

    number: int  # of the correction
    registry: str
    corrected: bool  # 已改正: the register does not hold it any more; else 仍未改正
    file: str | None  # where it still stands
    row: int | None


@dataclass(frozen=True)
class IdentityCount:
    """Ids of one kind (id_status) that lead to no resident: payouts under them, and how many ids have a candidate."""

    kind: str
    payouts: int
    clear: int  # one candidate far ahead
    open: int  # a person must weigh some
    none: int

    @property
    def ids(self) -> int:
        """All of them."""
        return self.clear + self.open + self.none


@dataclass(frozen=True)
class IdentityReport:
    """The damaged ids of a snapshot. A `valid` one is held by no register; an `upgraded` one had 15 digits."""

    kinds: tuple[IdentityCount, ...] = ()


@dataclass(frozen=True)
class ImportReport:
    """What an import did."""

    snapshot: str
    changed: bool  # whether a new snapshot was written
    files: tuple[FileReport, ...]
    matches: MatchReport
    undated: tuple[str, ...]  # registries, and columns such as vehicle.status, that count as always known
    people: int
    rejects: str | None  # the workbook of rejected rows, where there are any
    seconds: float
    corrections: tuple[CorrectionReport, ...] = ()  # of the registers that came in
    identities: IdentityReport = IdentityReport()

    @property
    def read(self) -> int:
        """Rows read in all files."""
        return sum(file.read for file in self.files)

    @property
    def accepted(self) -> int:
        """Rows accepted in all files."""
        return sum(file.accepted for file in self.files)

    @property
    def rejected_rows(self) -> int:
        """Rows rejected in all files."""
        return sum(file.rejected_rows for file in self.files)

    def to_json(self) -> str:
        """The report for programs; it holds no names, resident ids or account numbers."""
        totals = {"read": self.read, "accepted": self.accepted, "rejected": self.rejected_rows}
        return json.dumps(asdict(self) | {"rows": totals}, ensure_ascii=False, indent=1)
