"""A snapshot as it is listed and read, and what of all is in use."""

from dataclasses import dataclass
from datetime import date, datetime

from records.imports.ledger import LedgerFile
from rules.rule import Text


@dataclass(frozen=True)
class TableView:
    """One table of a snapshot."""

    name: str
    title: Text
    rows: int
    first: date | None  # of its days of payment, or of what happened; None where it has no dates
    last: date | None
    sha256: str


@dataclass(frozen=True)
class SnapshotView:
    """One snapshot that is kept."""

    name: str
    made: datetime  # UTC
    newest: date  # the newest date anything in it carries
    digest: str
    tables: tuple[TableView, ...]
    files: tuple[LedgerFile, ...]
    current: bool
    scanned: bool  # the queue rests on it
    models: tuple[str, ...]  # versions trained on it

    @property
    def payouts(self) -> int:
        """Rows of money."""
        return next((table.rows for table in self.tables if table.name == "payout"), 0)

    @property
    def people(self) -> int:
        """People known."""
        return next((table.rows for table in self.tables if table.name == "person"), 0)


@dataclass(frozen=True)
class Standing:
    """What is in use now: records, scan, model; and what has come since."""

    snapshot: str | None
    newest: date | None
    payouts: int
    scan: str | None
    as_of: date | None
    scanned_snapshot: str | None
    scanned_model: str | None
    model: str | None  # in use for the next scan
    trained: bool  # whether it was trained, or is the prior

    @property
    def scan_behind(self) -> bool:
        """Whether records came in that no scan has seen."""
        return self.snapshot is not None and self.snapshot != self.scanned_snapshot

    @property
    def scores_behind(self) -> bool:
        """Whether a trained model is in use that has not scored the cases."""
        return self.scan is not None and self.trained and self.model != self.scanned_model
