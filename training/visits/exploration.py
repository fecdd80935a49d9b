"""Which awards to visit next: the most probable ones, and a share drawn at random from all others.

Only visited awards have an outcome, and visits follow the score: without random ones nobody learns what the score
misses. Every award has a known probability of being picked (`inclusion`), by which `training.visits.weighted` weights
it:

- named by people (a tip, a hand-picked case): 1, they go whatever the dice say;
- the best by score: 1;
- of all others, flagged or not, a few at random. Chances are larger where the outcome is less certain, the root of
  p x (1 - p), and the unflagged get a share of their own: they are ten times as many, and drawn evenly they would leave
  hardly a visit for the cases just below the cut. A floor keeps weights from exploding.

Where somebody is sent anyway, a second case costs little (`training.visits.trips`): the order by score takes that
into account near the cut, and random visits fall more often into villages that the best cases lead to. Both rest on
what is known before the dice fall, so every probability stays exact.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import Field

from records.frozen import Frozen
from training.errors import MoreNamedThanVisits
from training.visits import sampling, trips
from training.visits.trips import Homes

Why = Literal["top", "random", "tip", "hand_picked"]
Capacity = int | Mapping[int, int] | Mapping[str, int]  # visits in all, or by place
Stratum = Literal["certain", "margin", "rest"]
WHOLE = "all"
Vector = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]


class Exploration(Frozen):
    """How a batch explores."""

    share: float = Field(default=0.05, ge=0, le=1)  # of a batch's visits
    unflagged: float = Field(default=0.5, ge=0, le=1)  # of these, on awards without any suspicion
    floor: float = Field(default=0.02, gt=0, lt=1)  # a score counts as no lower when chances are made
    house: float = Field(default=1.5, ge=1, le=10)  # worth of a visit where the house is visited anyway, times
    village: float = Field(default=1.1, ge=1, le=10)  # and where the village is
    near: float = Field(default=2.0, ge=1, le=10)  # chance of a random visit in a village on the way, times others'


@dataclass(frozen=True)
class Draw:
    """`picked`: index award_key, by place, best first; why, inclusion, stratum, flagged, score, place.

    `population`: one row per stratum and flagged, with the number of `awards` that the picked stand for.
    """

    picked: pd.DataFrame
    population: pd.DataFrame
    seed: int


def draw(awards: pd.DataFrame, capacity: Capacity, seed: int, choices: Exploration | None = None) -> Draw:
    """Pick awards for a batch.

    Args:
        awards: all that may be visited, best first; index award_key, columns score (probability), flagged (bool),
            place (township) and named ("tip", "hand_picked" or ""); village and house (keys, -1 unknown) where trips
            are to be short.
        capacity: visits in all, or by place; awards of other places are left out.
        seed: the same seed on the same awards picks the same.
        choices: how much to explore.

    Raises:
        MoreNamedThanVisits: a place has fewer visits than awards that people named.
    """
    chosen, rng = choices or Exploration(), np.random.default_rng(seed)
    asked = _Asked.of(awards)
    places = _places(awards, capacity)
    free = [_free(asked, members, visits, place) for place, (members, visits) in places.items()]
    wanted = np.array(
        [min(chosen.share * visits, left) for (_, visits), left in zip(places.values(), free, strict=True)]
    )
    whole = awards[["flagged", "score", "place"]].assign(why="", inclusion=0.0, stratum="")
    why, inclusion, stratum = (whole[name].to_numpy(copy=True) for name in ("why", "inclusion", "stratum"))
    counts = sampling.rounded(wanted, rng)
    for (members, _), left, want, randoms in zip(places.values(), free, wanted, counts, strict=True):
        found = _of_place(asked.only(members), left, want, int(randoms), chosen, rng)
        why[members], inclusion[members], stratum[members] = found
    why = np.where((why == "top") & asked.named, awards["named"].to_numpy(), why)
    order = np.concatenate([np.empty(0, np.int64), *(members for members, _ in places.values())])
    whole = whole.assign(why=why, inclusion=inclusion, stratum=stratum).iloc[order]
    population = whole.groupby(["stratum", "flagged"], as_index=False).size().rename(columns={"size": "awards"})
    picked = whole.loc[whole["why"] != "", ["why", "inclusion", "stratum", "flagged", "score", "place"]]
    return Draw(picked, population, seed)


@dataclass(frozen=True)
class _Asked:
    """The awards as vectors, best first."""

    score: Vector
    flagged: Flags
    named: Flags
    where: Homes

    @classmethod
    def of(cls, awards: pd.DataFrame) -> "_Asked":
        score, flagged = awards["score"].to_numpy(np.float64), awards["flagged"].to_numpy(bool)
        return cls(score, flagged, (awards["named"] != "").to_numpy(), Homes.of(awards))

    def only(self, members: Places) -> "_Asked":
        where = self.where.only(members)
        return _Asked(self.score[members], self.flagged[members], self.named[members], where)


def _places(awards: pd.DataFrame, capacity: Capacity) -> dict[Hashable, tuple[Places, int]]:
    if isinstance(capacity, int):
        return {WHOLE: (np.arange(len(awards)), capacity)}
    of = awards["place"].to_numpy()
    return {place: (np.flatnonzero(of == place), visits) for place, visits in capacity.items() if visits > 0}


def _free(asked: _Asked, members: Places, visits: int, place: Hashable) -> int:
    """Visits left to score and dice."""
    named = int(asked.named[members].sum())
    if named > visits:
        where = "" if place == WHOLE else f" in {place}"
        raise MoreNamedThanVisits(
            f"{named} awards are named{where}, and only {visits} can be visited; raise the capacity or name fewer."
        )
    return min(visits - named, len(members) - named)


def _of_place(
    asked: _Asked, free: int, wanted: float, randoms: int, choices: Exploration, rng: np.random.Generator
) -> tuple[npt.NDArray[np.object_], Vector, npt.NDArray[np.object_]]:
    """Why ("" for those not picked), probability and stratum of every award of a place; the named count as top."""
    rank = trips.rank(asked.score, asked.named, asked.where, free, choices.house, choices.village)
    low, up = int(np.floor(wanted + 1e-9)), wanted - np.floor(wanted + 1e-9)
    ways = {low: 1.0 - up} | ({low + 1: up} if up > 1e-9 else {})
    sure = rank < free - max(ways)  # whatever the dice say
    size = np.where(asked.where.villages_of(sure), choices.near, 1.0)
    by_way = {count: _inclusion(asked, rank, free, count, choices, size) for count in {*ways, randoms}}
    inclusion = np.sum([chance * by_way[count] for count, chance in ways.items()], axis=0)
    rest = np.flatnonzero(rank >= free - randoms)
    why = np.full(len(rank), "top", dtype=object)
    why[rest] = ""
    if randoms:
        why[rest[sampling.systematic(by_way[randoms][rest], rng)]] = "random"
    cut = (free - max(ways), free - min(ways))
    stratum = np.full(len(rank), "rest", dtype=object)
    stratum[rank < cut[1]] = "margin"
    stratum[rank < cut[0]] = "certain"
    return why, inclusion, stratum


def _inclusion(asked: _Asked, rank: Places, free: int, randoms: int, choices: Exploration, near: Vector) -> Vector:
    """Each award's probability when so many are drawn at random."""
    found, rest = np.ones(len(rank)), rank >= free - randoms
    sizes = _sizes(asked.score[rest], asked.flagged[rest], near[rest], choices) if randoms else np.empty(0)
    found[rest] = sampling.chances(sizes, randoms) if randoms else 0.0
    return found


def _sizes(score: Vector, flagged: Flags, near: Vector, choices: Exploration) -> Vector:
    """In proportion to what a visit tells and to how near it is; flagged and unflagged each get their share."""
    likely = np.clip(score, choices.floor, 1 - choices.floor)
    told = np.sqrt(likely * (1 - likely)) * near
    if flagged.all() or not flagged.any():
        return told
    # Not even a share of 0 may leave an award without any chance: nothing could be said of it then.
    share = min(max(choices.unflagged, 0.02), 0.98)
    return np.asarray(np.where(flagged, told * (1 - share) / told[flagged].sum(), told * share / told[~flagged].sum()))
