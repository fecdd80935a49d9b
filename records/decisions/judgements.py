"""What people decided in the application, beside what bureaus handed in: every as-of reading takes both.

Each part is a table whose rows carry the day they were known, so that a look back sees only what was decided by then.
"""

from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from records.contracts import CORRECTION, IDENTITY, OUTCOME
from records.decisions import corrections, identity_judgements, outcomes
from records.home import Home


@dataclass(frozen=True)
class Judgements:
    """What was decided: outcomes (columns of OUTCOME), corrections of registers (CORRECTION), identities (IDENTITY)."""

    outcomes: pa.Table = field(default_factory=OUTCOME.empty_table)
    corrections: pa.Table = field(default_factory=CORRECTION.empty_table)
    identities: pa.Table = field(default_factory=IDENTITY.empty_table)

    def newest_day(self) -> date:
        """The day of the newest judgement, or of one taken back; date.min where there is none."""
        corrected = (self.corrections["known"], self.corrections["withdrawn"])
        days = (self.outcomes["known"], *corrected, self.identities["known"], self.identities["until"])
        return max(pc.max(day).as_py() or date.min for day in days)


def read(home: Home, url: str | None = None) -> Judgements:
    """All judgements of a home; `url`: its application database where that is not the home's SQLite file."""
    return Judgements(
        outcomes=outcomes.recorded(home, url),
        corrections=corrections.recorded(home, url),
        identities=identity_judgements.confirmed(home, url),
    )
