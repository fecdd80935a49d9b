"""The files that a county's rows would have come from: their numbers in the ledger, and which row stands where."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from experiments.city.plan import Part
from experiments.county.chance import Ints
from experiments.county.registry_files import COLUMNS, OWNERS
from experiments.county.words import bureau_of, programmes
from records.imports import ledger
from records.imports.ledger import LedgerFile

FIRST_ROW = 2  # a header stands above
IMPORTED_AT = "2026-01-01T00:00:00+00:00"


@dataclass
class Files:
    """One county's files, in the order of their numbers: payout lists, registers, verification sheets."""

    part: Part
    _entries: list[LedgerFile] = field(default_factory=list)

    def payouts(self, programme: Any, year: Ints) -> dict[str, Ints]:
        """Number and row of each payout in the list of its programme and year."""
        codes, years = programmes(), self.part.style.years
        place = pd.Categorical(programme, codes).codes.astype(np.int64) * len(years) + (year - years[0])
        found = self._placed(place, 0)
        counts = np.bincount(place, minlength=len(codes) * len(years))
        for number, count in enumerate(counts.tolist()):
            code, of = codes[number // len(years)], years[number % len(years)]
            self._enter(f"{bureau_of(code)}_{code}_{of}", "payout", count, bureau_of(code), of, (code,))
        return found

    def register(self, name: str, count: int) -> dict[str, Ints]:
        """Number and row of each fact of a register."""
        before = len(programmes()) * len(self.part.style.years) + list(COLUMNS).index(name)
        self._enter(f"{OWNERS[name]}_{name}", name, count, OWNERS[name])
        return self._placed(np.zeros(count, np.int64), before)

    def findings(self, batch: Ints) -> dict[str, Ints]:
        """Number and row of each line in the sheet of its batch (counted from 1)."""
        before = len(programmes()) * len(self.part.style.years) + len(COLUMNS)
        for number, count in enumerate(np.bincount(batch, minlength=self.part.style.batches + 1)[1:].tolist(), start=1):
            self._enter(f"第{number}批疑点核查结果", "finding", count)
        return self._placed(batch - 1, before)

    def ledger(self) -> Sequence[dict[str, Any]]:
        """The entries, by number."""
        return ledger.dump(self._entries)

    def _placed(self, place: Ints, before: int) -> dict[str, Ints]:
        row = pd.Series(place).groupby(place, sort=False).cumcount().to_numpy(np.int64)
        return {"source_file": self.part.files + before + place + 1, "source_row": row + np.int64(FIRST_ROW)}

    def _enter(
        self,
        stem: str,
        kind: str,
        rows: int,
        bureau: str | None = None,
        year: int | None = None,
        of: Sequence[str] = (),
    ) -> None:
        number = self.part.files + len(self._entries) + 1
        name = f"{self.part.name}_{stem}.csv"
        digest = hashlib.sha256(f"{self.part.seed} {name}".encode()).hexdigest()
        self._entries.append(
            LedgerFile(
                number, digest, name, kind, tuple(of), bureau, year, IMPORTED_AT, read=rows + 1, accepted=rows, titles=1
            )
        )
