"""What of the county somebody may look at: the one place that says it, for pages, exports, API and command line.

A township's people see its cases and no others. Whatever reads cases, awards or people for somebody asks `sight_of`
and puts `cases()` into its query, or asks `sees`; a case that is changed comes from `case_for`.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from records.dispatches import Batch, BatchCase, waiting
from serving.accounts.views import COUNTY, Scope, User
from serving.cases import repository
from serving.cases.tables import Case
from serving.refusals import CaseNotFound

Keys = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Sight:
    """What somebody may look at."""

    scope: Scope = COUNTY

    @property
    def whole(self) -> bool:
        """Everything is in sight."""
        return self.scope.whole

    def cases(self) -> ColumnElement[bool]:
        """A condition on `Case`: those in sight."""
        if self.scope.whole:
            return true()
        column = Case.township_key if self.scope.level == "township" else Case.village_key
        return column == self.scope.key

    def batch_cases(self) -> ColumnElement[bool]:
        """A condition on `BatchCase`: what went out to the township, whosever case it was before."""
        if self.scope.whole:
            return true()
        if self.scope.level == "township":
            return BatchCase.township_key == self.scope.key
        return BatchCase.case_id.in_(select(Case.id).where(self.cases()))

    def sees(self, person_key: int, township_key: int | None, village_key: int | None) -> bool:
        """Whether an award, or whatever else belongs to a person in a place, is in sight."""
        if self.scope.whole:
            return True
        return self.scope.key == (township_key if self.scope.level == "township" else village_key)

    def mask(self, persons: Keys, townships: Keys, villages: Keys) -> npt.NDArray[np.bool_]:
        """The same for many, whose persons and places stand in columns."""
        if self.scope.whole:
            return np.ones(len(persons), dtype=np.bool_)
        own: npt.NDArray[np.bool_] = (townships if self.scope.level == "township" else villages) == self.scope.key
        return own

    def of(self, awards: pa.Table) -> pa.Table:
        """The rows in sight of a table with person_key, township_key and village_key."""
        if self.scope.whole:
            return awards
        return awards.filter(pc.equal(awards[f"{self.scope.level}_key"], self.scope.key))


EVERYTHING = Sight()  # for what the machine does on nobody's behalf


def sight_of(session: Session, user: User) -> Sight:
    """What the user may look at."""
    return Sight(user.scope)


def case_for(session: Session, user: User, case_id: int, lock: bool = False) -> Case:
    """One case that is in the user's sight. Raises CaseNotFound: of what is not his he learns not even that it is."""
    case = repository.by_id(session, case_id, lock)
    if not sight_of(session, user).sees(case.person_key, case.township_key, case.village_key):
        raise CaseNotFound(f"There is no case {case_id}; take its number from the queue.")
    return case


def case_to_record(session: Session, user: User, case_id: int) -> Case:
    """One case whose outcome the user may record, its row held: his own, or one handed out to his township.

    A blind re-check goes to another township, which does not see the case but returns what it found.
    """
    case = repository.by_id(session, case_id, lock=True)
    if not user.scope.whole and _handed_out(session, user, case_id):
        return case
    return case_for(session, user, case_id, lock=True)


def _handed_out(session: Session, user: User, case_id: int) -> bool:
    theirs = select(BatchCase.batch_id).join(Batch, Batch.id == BatchCase.batch_id).where(*waiting())
    theirs = theirs.where(BatchCase.case_id == case_id, BatchCase.township_key == user.scope.key)
    return user.scope.level == "township" and session.scalar(theirs.limit(1)) is not None
