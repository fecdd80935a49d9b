"""Which part of the county a user may see: the one place that decides it, for pages, exports, API and command line.

A township's people see its cases and no others, and nobody sees those he must recuse himself from. Whatever reads
cases, awards or people for somebody asks `sight_of` and puts `cases()` into its query, or asks `sees`; a case that is
opened or changed comes from `case_for`.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import ColumnElement, and_, false, not_, or_, select, true
from sqlalchemy.orm import Session

from records.decisions.dispatches import Batch, BatchCase, waiting
from serving.accounts.views import COUNTY, Scope, User
from serving.cases import repository
from serving.cases.tables import Case
from serving.refusals import CaseNotFound, OutElsewhere, OwnClearance, Recused
from serving.security import own_clearances
from serving.security.recusal import NOBODY, Circle, circle_of

Keys = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Sight:
    """What somebody may look at."""

    scope: Scope = COUNTY
    circle: Circle = NOBODY  # whose cases are not for him: recusal
    clearer: str | None = None  # who may not know that what he cleared is checked again; None: nobody is asked about

    @property
    def whole(self) -> bool:
        """Everything is in sight."""
        return self.scope.whole and self.circle.empty

    def cases(self) -> ColumnElement[bool]:
        """A condition on `Case`: those in sight."""
        return and_(self._in_scope(), not_(self.recused()))

    def recused(self) -> ColumnElement[bool]:
        """A condition on `Case`: those that recusal keeps from him, wherever they are."""
        if self.circle.empty:
            return false()
        village = and_(Case.village_key.is_not(None), Case.village_key.in_(self.circle.villages))
        return or_(Case.person_key.in_(self.circle.persons), village)

    def _in_scope(self) -> ColumnElement[bool]:
        if self.scope.whole:
            return true()
        column = Case.township_key if self.scope.level == "township" else Case.village_key
        return column == self.scope.key

    def batch_cases(self) -> ColumnElement[bool]:
        """A condition on `BatchCase`: what went out to the township, whosever case it was before."""
        checked = false() if self.clearer is None else BatchCase.case_id.in_(own_clearances.checked_cases(self.clearer))
        return and_(self._handed_out(), not_(checked))

    def _handed_out(self) -> ColumnElement[bool]:
        if self.whole:
            return true()
        if self.scope.level == "village":
            return BatchCase.case_id.in_(select(Case.id).where(self.cases()))
        theirs = true() if self.scope.whole else BatchCase.township_key == self.scope.key
        return and_(theirs, BatchCase.case_id.not_in(select(Case.id).where(self.recused())))

    def sees(self, person_key: int, township_key: int | None, village_key: int | None) -> bool:
        """Whether an award, or whatever else belongs to a person in a place, is in sight."""
        if self.circle.holds(person_key, village_key):
            return False
        return self.scope.whole or self.scope.key == (township_key if self.scope.level == "township" else village_key)

    def mask(self, persons: Keys, townships: Keys, villages: Keys) -> npt.NDArray[np.bool_]:
        """The same for many, whose persons and places stand in columns."""
        own: npt.NDArray[np.bool_] = np.ones(len(persons), dtype=np.bool_)
        if not self.scope.whole:
            own = (townships if self.scope.level == "township" else villages) == self.scope.key
        if not self.circle.empty:
            own &= ~np.isin(persons, list(self.circle.persons)) & ~np.isin(villages, list(self.circle.villages))
        return own

    def of(self, awards: pa.Table) -> pa.Table:
        """The rows in sight of a table with person_key, township_key and village_key."""
        if self.whole:
            return awards
        names = ("person_key", "township_key", "village_key")
        # A place that is not known is nobody's township and nobody's village.
        columns = [pc.fill_null(awards[name], -1).combine_chunks().to_numpy().astype(np.int64) for name in names]
        return awards.filter(pa.array(self.mask(*columns)))


EVERYTHING = Sight()  # for what the machine does on nobody's behalf


def sight_of(session: Session, user: User) -> Sight:
    """What the user may look at."""
    return Sight(user.scope, circle_of(session, user), user.name if own_clearances.visits(user) else None)


def case_for(session: Session, user: User, case_id: int, lock: bool = False) -> Case:
    """One case that is in the user's sight.

    Raises CaseNotFound, since of another township he learns not even what there is, and Recused.
    """
    case = repository.by_id(session, case_id, lock)
    sight = sight_of(session, user)
    _refuse_recused(sight, case)
    if not sight.sees(case.person_key, case.township_key, case.village_key):
        raise CaseNotFound(f"There is no case {case_id}; take its number from the queue.")
    return case


def case_to_record(session: Session, user: User, case_id: int) -> Case:
    """One case whose outcome the user may record, its row held: his own, or one handed out to his township.

    A blind re-check goes to another township, which does not see the case but returns what it found; the township that
    cleared it, and whoever did, has no part in that. Raises CaseNotFound, Recused, OutElsewhere, OwnClearance.
    """
    case = repository.by_id(session, case_id, lock=True)
    visitors = _visitors(session, user, case_id)
    if own_clearances.would_check_himself(session, user, case_id):
        _refuse_his(session, user, case, visitors)
    if user.scope.level == "township" and user.scope.key in visitors:
        _refuse_recused(sight_of(session, user), case)
        return case
    found = case_for(session, user, case_id, lock=True)
    if visitors and found.township_key not in visitors:
        raise OutElsewhere(f"Case {case_id} is handed out to another township, which records what its visit finds.")
    return found


def _refuse_his(session: Session, user: User, case: Case, visitors: set[int | None]) -> None:
    if user.scope.key not in visitors:
        case_for(session, user, case.id)  # of what is not in his sight he learns nothing
    if case.id in own_clearances.checked_since(session, user):
        raise OutElsewhere(f"Case {case.id} is handed out to another township, which records what its visit finds.")
    raise OwnClearance(f"You cleared case {case.id}, and it was checked again; whoever checked it corrects that.")


def out_elsewhere(session: Session, user: User, case_id: int) -> bool:
    """Whether others visit a case in the user's sight: another township than its own, which is his, or than he."""
    if own_clearances.would_check_himself(session, user, case_id):
        return True
    visitors = _visitors(session, user, case_id)
    return bool(visitors) and repository.by_id(session, case_id).township_key not in visitors


def _refuse_recused(sight: Sight, case: Case) -> None:
    inside = Sight(sight.scope).sees(case.person_key, case.township_key, case.village_key)
    if inside and sight.circle.holds(case.person_key, case.village_key):
        raise Recused(f"Case {case.id} is of your own household, kin or village; somebody else works on it.")


def _visitors(session: Session, user: User, case_id: int) -> set[int | None]:
    """The townships that have the case to visit and have not answered yet; none keeps out who sees the whole county."""
    if user.scope.whole:
        return set()
    out = select(BatchCase.township_key).join(Batch, Batch.id == BatchCase.batch_id)
    return set(session.scalars(out.where(BatchCase.case_id == case_id, *waiting())))
