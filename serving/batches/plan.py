"""A batch before it goes out: how many cases where, how many finds to expect, and how the cases lie together."""

from dataclasses import dataclass

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.decisions.dispatches import Batch, BatchCase, waiting
from serving.accounts.views import User
from serving.batches import service
from serving.batches.views import BatchOrder
from serving.cases.tables import Case
from serving.security.policy import require
from training.visits import exploration
from training.visits.exploration import Exploration


@dataclass(frozen=True)
class Stock:
    """What waits in a township, and is out in no batch."""

    township_key: int
    township: str
    cases: int
    expected: float  # finds, were all of them visited


@dataclass(frozen=True)
class VillagePlan:
    """One village of a batch: a way to go."""

    village: str
    cases: int
    houses: int
    random: int


@dataclass(frozen=True)
class TownshipPlan:
    """One township's part."""

    township_key: int
    township: str
    cases: int
    random: int
    expected: float
    amount_fen: int
    villages: tuple[VillagePlan, ...]  # those with most cases first

    @property
    def houses(self) -> int:
        """Doors to knock at."""
        return sum(village.houses for village in self.villages)


@dataclass(frozen=True)
class Route:
    """What a batch promises and how far one has to go for it."""

    expected: float
    villages: int
    houses: int


@dataclass(frozen=True)
class BatchPlan:
    """A batch as it would go out; `digest` holds the dispatch to it."""

    seed: int
    digest: str
    cases: int
    random: int
    amount_fen: int
    route: Route
    by_score: Route  # had ways not counted
    townships: tuple[TownshipPlan, ...]


def stocks(session: Session) -> list[Stock]:
    """Open cases by township, by name."""
    out = select(BatchCase.case_id).join(Batch, Batch.id == BatchCase.batch_id).where(*waiting())
    query = (
        select(Case.township_key, func.max(Case.township), func.count(), func.sum(Case.probability))
        .where(Case.status == "open", Case.township_key.is_not(None), Case.id.not_in(out))
        .group_by(Case.township_key)
    )
    found = [
        Stock(int(key), name, int(n), float(sum_)) for key, name, n, sum_ in session.execute(query) if key is not None
    ]
    return sorted(found, key=lambda one: (one.township, one.township_key))


def preview(session: Session, order: BatchOrder, user: User) -> BatchPlan:
    """Draw the batch and keep nothing of it. Raises as `service.new` does."""
    require(user, "batch.make")
    found = service.drawn(session, order)
    seed, picked = found.draw.seed, _seen(found.draw.picked, found.awards)
    plain = _without_ways(order.exploration)
    straight = _seen(exploration.draw(found.awards, found.capacity, seed, plain).picked, found.awards)
    towns = (_township(part) for _, part in picked.groupby("place", sort=False))
    return BatchPlan(
        seed, found.digest, len(picked), int((picked["why"] == "random").sum()), int(picked["stake_fen"].sum()),
        _route(picked), _route(straight), tuple(sorted(towns, key=lambda town: (town.township, town.township_key))),
    )  # fmt: skip


def _without_ways(choices: Exploration) -> Exploration:
    """The same choices, as if every way were equally long."""
    return choices.model_copy(update={"house": 1.0, "village": 1.0, "near": 1.0})


def _seen(picked: pd.DataFrame, awards: pd.DataFrame) -> pd.DataFrame:
    beside = awards.loc[picked.index, ["township", "village", "village_name", "house", "stake_fen"]]
    return pd.concat([picked, beside], axis=1)


def _township(part: pd.DataFrame) -> TownshipPlan:
    villages = (
        VillagePlan(str(own["village_name"].iloc[0]), len(own), int(own["house"].nunique()),
                    int((own["why"] == "random").sum()))
        for _, own in part.groupby("village", sort=False)
    )  # fmt: skip
    return TownshipPlan(
        int(part["place"].iloc[0]), str(part["township"].iloc[0]), len(part), int((part["why"] == "random").sum()),
        float(part["score"].sum()), int(part["stake_fen"].sum()),
        tuple(sorted(villages, key=lambda village: (-village.cases, village.village))),
    )  # fmt: skip


def _route(picked: pd.DataFrame) -> Route:
    villages, houses = picked["village"].nunique(), picked["house"].nunique()
    return Route(float(picked["score"].sum()), int(villages), int(houses))
