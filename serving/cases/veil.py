"""What a blind re-check keeps from whoever may visit: which cases are out in one, and how they stood before.

Lists, exports, scores and answers show such a case as an open one, and nothing the first visit left on it, to all but
those who may know of re-checks. `serving.cases.blind` does it for the case itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.decisions.dispatches import RECHECK, Batch, BatchCase, waiting
from serving.accounts.views import User
from serving.cases.tables import Case
from serving.queue.views import Level
from serving.security import own_clearances
from serving.security.policy import may


@dataclass(frozen=True)
class Veiled:
    """A case that is out in a blind re-check, with the figures it came onto the queue with last."""

    case_id: int
    award_key: int
    probability: float
    level: Level
    percentile: float
    rank: int
    since: datetime  # UTC; what lies before is kept from whoever visits


@dataclass(frozen=True)
class Veil:
    """All such cases, by number and by award; none for those who may know."""

    cases: Mapping[int, Veiled]
    awards: Mapping[int, Veiled]

    def status(self, case_id: int, status: str) -> str:
        """The status to show of a case."""
        return "open" if case_id in self.cases else status


NOTHING = Veil({}, {})
_SAME = ("award_key", "probability", "level", "percentile", "rank")


def veil_of(session: Session, user: User) -> Veil:
    """What is kept from the user; what he cleared himself he sees as he left it."""
    if may(user, "recheck.know"):
        return NOTHING
    asked = (Case.id, Case.award_key, Case.probability, Case.level, Case.percentile, Case.rank, Batch.made)
    query = select(*asked).join(BatchCase, BatchCase.case_id == Case.id).join(Batch, Batch.id == BatchCase.batch_id)
    rows = session.execute(query.where(Batch.kind == RECHECK, *waiting())).mappings()
    found = [Veiled(row["id"], **{name: row[name] for name in _SAME}, since=row["made"]) for row in rows]
    if found:
        his = own_clearances.checked_since(session, user)
        found = [one for one in found if one.case_id not in his]
    return Veil({one.case_id: one for one in found}, {one.award_key: one for one in found}) if found else NOTHING
