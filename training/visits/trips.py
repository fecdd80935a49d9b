"""Trips: one trip should serve several cases, without making any probability of being picked a guess.

A township pays for trips rather than for cases: once an inspector is in a village, a second house is a short walk, and
once he is in the house, a second award is one more question. Two things follow, both settled before the draw:

- The best cases. The candidates are the best by score, as many as can be visited. An award whose house or village has
  another candidate, or a case named by people, is worth a little more than its score, and that worth decides the order.
  The bonus moves only cases near the cut: a case of 90 % goes wherever it lies. The order is a function of scores,
  villages and houses, so being above the cut still has probability 1.
- The random cases. For a given total length of trips, the sharpest estimate picks in proportion to the spread of the
  outcome over the root of the cost of a visit (Neyman's allocation with costs; Cochran, Sampling Techniques, 5.5). A
  visit in a village that somebody goes to anyway costs about a quarter of a separate trip, so its chance is twice that
  of others. Which villages these are depends only on cases that are certain to go, so every chance is known before the
  draw, and sampling with unequal chances picks each award with exactly its own.

How much shorter the trips become, and what that costs in cases found, is shown beside every batch before it goes out.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Vector = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Keys = npt.NDArray[np.int64]
UNKNOWN = -1


@dataclass(frozen=True)
class Homes:
    """Village and house of each award, as keys; -1: not known, and then nobody is near."""

    village: Keys
    house: Keys

    @classmethod
    def of(cls, awards: pd.DataFrame) -> "Homes":
        """From the columns village and house, where they are there."""
        nowhere = pd.Series(UNKNOWN, awards.index)
        village, house = (awards.get(name, nowhere) for name in ("village", "house"))
        return cls(village.to_numpy().astype(np.int64), house.to_numpy().astype(np.int64))

    def only(self, members: Keys) -> "Homes":
        """Of some of the awards."""
        return Homes(self.village[members], self.house[members])

    def villages_of(self, going: Flags) -> Flags:
        """Which awards lie in a village that somebody goes to."""
        return np.asarray(np.isin(self.village, self.village[going]) & (self.village != UNKNOWN))


def rank(score: Vector, named: Flags, where: Homes, visits: int, house: float, village: float) -> Keys:
    """Place of each award in the order of visits, from 0; -1 for those that people named, who go in any case."""
    first = named | (_order(score, named) < visits)
    bonus = np.where(_others(where.house, first), house, np.where(_others(where.village, first), village, 1.0))
    return np.where(named, -1, _order(score * bonus, named))


def _order(worth: Vector, named: Flags) -> Keys:
    """Places by worth among those not named; of equal ones the earlier stands first."""
    place = np.empty(len(worth), np.int64)
    sorted_ = np.argsort(np.where(named, np.inf, -worth), kind="stable")
    place[sorted_] = np.arange(len(worth))
    return place


def _others(keys: Keys, first: Flags) -> Flags:
    """Whether another of the first lies at the same key."""
    known = keys != UNKNOWN
    distinct, at = np.unique(keys, return_inverse=True)
    count = np.bincount(at, weights=first & known, minlength=len(distinct))
    return np.asarray(known & (count[at] - first > 0))
