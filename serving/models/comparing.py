"""How the order of the open cases would change from one model to another: both score the current scan's features."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from records.home import Home
from rules.rule import Text
from serving.accounts.views import User
from serving.cases.tables import Case
from serving.models import in_use, reordering
from serving.models.reordering import Mover, Order, Reordering
from serving.refusals import NoScan
from serving.scan import store
from serving.security.sight import sight_of
from training.errors import ColumnsDiffer

if TYPE_CHECKING:
    from serving.database import Database
    from training.evaluation.side_by_side import SideBySide

SHOWN = 12
_NO_QUEUE = Text(zh="还没有比对结果，没有队列可排。", en="Nothing has been scanned yet, so there is no queue to order.")
_OTHER_COLUMNS = Text(
    zh="其中一个模型用到的特征与现在的比对结果不符，要重新比对后才能排出队列。",
    en="One of them needs features that the current scan does not have; scan again to see its order.",
)


@dataclass(frozen=True)
class Moved:
    """A case that comes to stand among the first, or no longer does; no names."""

    case_id: int
    programme_name: str
    headline_zh: str
    headline_en: str
    before: int
    now: int


@dataclass(frozen=True)
class Orders:
    """The open cases in the orders of two models."""

    found: Reordering
    places: tuple[Mover, ...]  # of all cases that stand among the first in either order
    entered: tuple[Moved, ...]  # not among the first before, the highest now first
    left: tuple[Moved, ...]  # no longer among the first, the highest before first


def orders(database: "Database", first: str, second: str, user: User) -> Orders:
    """Compare the orders of the open cases that the user may look at.

    Raises NoScan, UnknownModel, DamagedBundle, ColumnsDiffer.
    """
    with database.reading() as session:
        folder = store.current_folder(session)
        asked = select(Case.id, Case.award_key, Case.amount_fen).where(Case.status == "open")
        opened = session.execute(asked.where(sight_of(session, user).cases())).all()
        scores = [_scores(database.home.path.resolve(), folder, version) for version in (first, second)]
        before, after = (_order(opened, one) for one in scores)
        found = reordering.compare(before, after, first, second)
        places = _places(before, after, found.top)
        entered = [one for one in sorted(places, key=lambda one: one.now) if one.before > found.top]
        left = [one for one in sorted(places, key=lambda one: one.before) if one.now > found.top]
        return Orders(found, places, _told(session, entered[:SHOWN]), _told(session, left[:SHOWN]))


def orders_or_why(database: "Database", first: str, second: str, user: User) -> Orders | Text:
    """The orders, or why the queue cannot be ordered by both. Raises UnknownModel, DamagedBundle."""
    try:
        return orders(database, first, second, user)
    except NoScan:
        return _NO_QUEUE
    except ColumnsDiffer:
        return _OTHER_COLUMNS


@lru_cache(maxsize=4)  # neither a scan nor a model changes once it is there
def _scores(home_path: Path, folder: Path, version: str) -> Mapping[int, float]:
    features = pd.read_parquet(folder / "features.parquet").set_index("award_key")
    scored = in_use.model(Home(home_path), version).score(features)["probability"]
    return dict(zip(scored.index.to_list(), scored.to_list(), strict=True))


@lru_cache(maxsize=32)  # a model never changes once it is there
def same_cases(home: Home, first: str, second: str) -> "SideBySide":
    """Both on the cases that both were tested on. Raises UnknownModel."""
    from training import settings
    from training.evaluation import side_by_side

    return side_by_side.of(home, first, second, settings.default())


def _order(opened: Sequence[tuple[int, int, int]], scores: Mapping[int, float]) -> Order:
    """Most probable first; a case off the scan's queue has no features, so no model says anything of it."""
    known = [(scores[award], amount, case) for case, award, amount in opened if award in scores]
    known.sort(key=lambda one: (-one[0], -one[1], one[2]))
    return {case: probability for probability, _, case in known}


def _places(before: Order, after: Order, top: int) -> tuple[Mover, ...]:
    was = {case: place for place, case in enumerate(before, 1)}
    now = {case: place for place, case in enumerate(after, 1)}
    return tuple(Mover(case, was[case], now[case]) for case in was if was[case] <= top or now[case] <= top)


def _told(session: Session, movers: Sequence[Mover]) -> tuple[Moved, ...]:
    cases = {case.id: case for case in session.scalars(select(Case).where(Case.id.in_([m.case_id for m in movers])))}
    return tuple(
        Moved(
            one.case_id, cases[one.case_id].programme_name, cases[one.case_id].headline_zh,
            cases[one.case_id].headline_en, one.before, one.now,
        )
        for one in movers
    )  # fmt: skip
