"""What people decided in the application, beside what bureaus handed in: every as-of reading takes both.

Each part is a table whose rows carry the day they were known, so that a look back sees only what was decided by then.
"""

from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from records import corrections, outcomes
from records.contracts import CORRECTION, OUTCOME
from records.home import Home


@dataclass(frozen=True)
class Judgements:
    """Outcomes recorded in the application (columns of OUTCOME), and corrections of registers (of CORRECTION)."""

    outcomes: pa.Table = field(default_factory=OUTCOME.empty_table)
    corrections: pa.Table = field(default_factory=CORRECTION.empty_table)

    def newest_day(self) -> date:
        """The day of the newest judgement; date.min where there is none."""
        days = (self.outcomes["known"], self.corrections["known"], self.corrections["withdrawn"])
        return max(pc.max(day).as_py() or date.min for day in days)


def read(home: Home, url: str | None = None) -> Judgements:
    """All judgements of a home; `url`: its application database where that is not the home's SQLite file."""
    return Judgements(outcomes=outcomes.recorded(home, url), corrections=corrections.recorded(home, url))
