"""Make a batch: draw, open what had no case yet, keep with which probability each was picked."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.clock import today
from records.decisions.dispatches import VERIFICATION, Batch, BatchCase
from records.home import Home
from serving.accounts.views import User
from serving.audit import log
from serving.batches import frames, opening, repository
from serving.batches.repository import NOWHERE
from serving.batches.standing import standing, with_named
from serving.batches.views import BatchOrder, BatchView
from serving.clock import now
from serving.refusals import BatchChanged, InvalidBatch
from serving.scan import store
from serving.scan.tables import ScanRecord
from serving.security.policy import require
from serving.security.sight import EVERYTHING
from training.visits import exploration
from training.visits.exploration import Draw

MOST_VISITS = 100_000
LONGEST_NAME = 64
SEEDS = 2**62


@dataclass(frozen=True)
class Drawn:
    """What the dice gave, before anything of it is kept."""

    scan_id: int
    awards: pd.DataFrame  # that stood for choice, as `standing` gives them
    capacity: int | dict[int, int]
    draw: Draw

    @property
    def digest(self) -> str:
        """Changes with every award picked, and with why and how likely it was."""
        picked = self.draw.picked
        rows = list(zip(picked.index.tolist(), picked["why"], picked["inclusion"].tolist(), strict=True))
        return hashlib.sha256(json.dumps([self.scan_id, self.draw.seed, rows]).encode()).hexdigest()[:32]


def drawn(session: Session, order: BatchOrder) -> Drawn:
    """Throw the dice for a batch and keep nothing.

    Raises NoScan, InvalidBatch, NotToBePicked, MoreNamedThanVisits.
    """
    scan_id, awards = scan_of(session), standing(session)
    awards = with_named(session, awards, order.tips, "tip")
    awards = with_named(session, awards, order.hand_picked, "hand_picked")
    capacity, seed = _capacity(order, awards), order.seed if order.seed is not None else next_seed(session)
    draw = exploration.draw(awards, capacity, seed, order.exploration)
    if draw.picked.empty:
        raise InvalidBatch("Nobody is left to be visited: every award is verified or out in a batch.")
    return Drawn(scan_id, awards, capacity, draw)


def next_seed(session: Session) -> int:
    """The dice of the next batch, which nobody can foresee and nobody throw again until he likes them.

    Looking at a batch before it goes out as often as one wants shows the same dice; with new ones for every look the
    random cases would be those that somebody preferred.
    """
    home: Home = session.info["home"]
    made = session.scalar(select(func.count()).select_from(Batch)) or 0
    told = hmac.new(home.secret(), f"dice of batch {made + 1}".encode(), "sha256").digest()
    return int.from_bytes(told[:8], "big") % SEEDS


def new(session: Session, order: BatchOrder, user: User, digest: str | None = None) -> BatchView:
    """Draw a batch from the current scan and keep it, all in the caller's transaction.

    `digest`: of the preview that was agreed to; a batch that would differ from it is not made.
    Raises NotAllowed, NoScan, InvalidBatch, NotToBePicked, MoreNamedThanVisits, BatchChanged.
    """
    require(user, "batch.make")
    found = drawn(session, order)
    if digest is not None and digest != found.digest:
        raise BatchChanged(
            "Cases or scores changed since the preview, and the batch would be another. Look at it anew."
        )
    draw, awards, day = found.draw, found.awards, order.dispatched or today()
    batch = keep(session, order.name, VERIFICATION, day, order.due, user, found.capacity, order.exploration.share,
                 draw.seed, draw.population, found.scan_id)  # fmt: skip
    numbers = opening.opened(session, draw.picked, batch)
    town = awards["township"]
    for award, row in zip(draw.picked.index, draw.picked.to_dict("records"), strict=True):
        own = {name: row[name] for name in ("why", "inclusion", "stratum", "flagged", "score")}
        place = None if row["place"] == NOWHERE else row["place"]
        session.add(
            BatchCase(batch_id=batch.id, case_id=numbers[award], township_key=place, township=town[award], **own)
        )
    home: Home = session.info["home"]
    frame = frames.keep(home, batch.id, awards, order.exploration)
    log.write(session, user.name, "batch.new", f"batch:{batch.id}", cases=len(draw.picked), seed=str(draw.seed),
              random=int((draw.picked["why"] == "random").sum()), scan=found.scan_id, frame=frame)  # fmt: skip
    return repository.views(session, EVERYTHING, batch.id)[0]


def keep(
    session: Session, name: str | None, kind: str, day: date, due: date | None, user: User,
    capacity: int | Mapping[int, int], share: float, seed: int, population: pd.DataFrame, scan_id: int,
) -> Batch:  # fmt: skip
    """Store the batch itself. Raises InvalidBatch."""
    if due is not None and due < day:
        raise InvalidBatch("The batch would be due before it goes out; name a later day.")
    called = (name or _name(session, day)).strip()
    if not called or len(called) > LONGEST_NAME:
        raise InvalidBatch(f"A batch's name has 1 to {LONGEST_NAME} characters.")
    if not called.isprintable():  # it becomes a file's name and a line in reports
        raise InvalidBatch("A batch's name is one line, without control characters.")
    if session.scalar(select(Batch.id).where(Batch.name == called)) is not None:
        raise InvalidBatch(f"There is a batch {called} already; give this one another name.")
    scan = session.get_one(ScanRecord, scan_id)
    kept = population.astype({"flagged": bool, "awards": int}).to_dict("records")
    batch = Batch(
        name=called, kind=kind, dispatched=day, due=due, made=now(), who=user.name, capacity=json.dumps(capacity),
        share=share, seed=seed, population=json.dumps(kept), scan_id=scan_id, model_version=scan.model_version,
        catalogue_version=scan.catalogue_version,
    )  # fmt: skip
    session.add(batch)
    session.flush()
    return batch


def scan_of(session: Session) -> int:
    """The number of the current scan. Raises NoScan."""
    store.current_folder(session)
    return session.scalars(select(ScanRecord.id).order_by(ScanRecord.id.desc()).limit(1)).one()


def _name(session: Session, day: date) -> str:
    same = session.scalar(select(func.count()).select_from(Batch).where(Batch.dispatched == day)) or 0
    return f"{day.isoformat()} 第{same + 1}批"  # of a re-check too: its name may not tell


def _capacity(order: BatchOrder, awards: pd.DataFrame) -> int | dict[int, int]:
    """How many visits, in all or by township key."""
    asked = [bool(way) for way in (order.visits, order.per_township, order.townships, order.places)]
    if sum(asked) != 1:
        raise InvalidBatch("Say how many visits: in all, for each township, or by the name of each township.")
    if order.visits is not None:
        _check(order.visits)
        return order.visits
    if order.per_township is not None:
        _check(order.per_township)
        return {int(place): order.per_township for place in sorted(awards.loc[awards["flagged"], "place"].unique())}
    found = {}
    for place, visits in order.places.items():
        if place not in awards["place"].unique():
            raise InvalidBatch(f"No township has the number {place}; open the page again.")
        _check(visits)
        found[place] = visits
    for name, visits in order.townships.items():
        places = awards.loc[awards["township"] == name, "place"].unique()
        if len(places) != 1:
            raise InvalidBatch(f"{'No' if not len(places) else 'More than one'} township is called {name}.")
        _check(visits)
        found[int(places[0])] = visits
    return found


def _check(visits: int) -> None:
    if not 1 <= visits <= MOST_VISITS:
        raise InvalidBatch(f"A batch has 1 to {MOST_VISITS:,} visits.")
