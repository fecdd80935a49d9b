"""How the order of the open cases changed when another model scored them."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from serving.cases.tables import Case

TOP = 100  # the first visits: about what a county hands out in a few weeks
MOVERS = 10

Order = Mapping[int, float]  # number of each open case -> its probability, most probable first


@dataclass(frozen=True)
class Mover:
    """A case that moved far: its place among the open cases before and now, 1 is the first."""

    case_id: int
    before: int
    now: int


@dataclass(frozen=True)
class Reordering:
    """The open cases in two orders."""

    previous: str
    version: str
    cases: int  # open before and now
    correlation: float | None  # of the ranks (Spearman): 1 the same order, 0 none in common; None: fewer than two
    top: int
    new_in_top: int  # of the first `top`, how many were not among them before
    came: int  # cases open now that were not open before
    went: int
    movers: tuple[Mover, ...]


def order(session: Session) -> Order:
    """The open cases, most probable first."""
    query = select(Case.id, Case.probability).where(Case.status == "open").order_by(Case.rank, Case.id)
    return dict(session.execute(query).all())


def compare(before: Order, after: Order, previous: str, version: str) -> Reordering:
    """Compare two orders of the open cases."""
    first = [case for case in before if case in after]
    now = {case: place for place, case in enumerate((case for case in after if case in before), 1)}
    moved = [Mover(case, place, now[case]) for place, case in enumerate(first, 1)]
    top = min(TOP, len(after))
    return Reordering(
        previous=previous,
        version=version,
        cases=len(moved),
        correlation=_spearman(moved),
        top=top,
        new_in_top=len(set(list(after)[:top]) - set(list(before)[:top])),
        came=len(set(after) - set(before)),
        went=len(set(before) - set(after)),
        movers=tuple(sorted(moved, key=lambda one: (-abs(one.now - one.before), one.case_id))[:MOVERS]),
    )


def _spearman(moved: list[Mover]) -> float | None:
    """Rank correlation of two orders without ties."""
    size = len(moved)
    if size < 2:
        return None
    return 1 - 6 * sum((one.now - one.before) ** 2 for one in moved) / (size * (size**2 - 1))
