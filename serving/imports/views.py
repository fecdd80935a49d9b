"""An import as it is listed and read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class ImportView:
    """One import that was run."""

    id: int
    at: datetime
    who: str
    job_id: int | None  # None: from the command line
    snapshot: str
    changed: bool
    read: int
    accepted: int
    rejected: int
    has_rejects: bool  # whether the workbook of rejected rows is there to be fetched
    report: dict[str, Any]  # `records.imports.report.ImportReport`
