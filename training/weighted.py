"""How good an order of visits is among all awards, not only among those visited: each random case speaks for many.

Cases are weighed by the inverse of the probability with which they were picked, within cells whose size the draw knows:
picked for certain, at the margin or from the rest; flagged or not; chosen by the order asked about or not. In each cell
the share confirmed is the weighted one (Hajek), and what is not known of the cell follows a beta distribution with as
many cases as the weights are worth (Kish) and half a case on either side (Jeffreys). So none confirmed of thirty is not
taken for none at all, and where everybody was visited nothing is uncertain. How often such intervals cover the truth
was measured: `experiments/README.md`.

The naive figure beside is what one gets by counting the visited as if they were all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

Vector = npt.NDArray[np.float64]
Scope = Literal["flagged", "all"]
LEVEL = 0.9
DRAWS = 4000
HALF = 0.5  # of a case, confirmed and cleared, before any was seen
FEWEST = 2  # outcomes of random cases from which anything is said at all


@dataclass(frozen=True)
class Estimate:
    """A share with its 90 % interval, and the naive figure; NaN where too little came back to say."""

    value: float
    low: float
    high: float
    naive: float


@dataclass(frozen=True)
class Estimates:
    """What is estimated of all awards that stood for choice on the days of the batches.

    `awards` are counted once for each batch they stood for. `precision` and `recall` are those of the awards chosen.
    """

    scope: Scope
    awards: int
    visited: int  # with an outcome
    randoms: int  # of them drawn at random
    randoms_confirmed: int
    rate: Estimate
    precision: Estimate
    recall: Estimate


@dataclass(frozen=True)
class _Cell:
    """One cell: its size, what was seen of it, and what its unseen part may hold."""

    flagged: bool
    chosen: bool
    size: float
    seen: int
    confirmed: int
    share: float  # weighted
    worth: float  # cases, Kish

    @property
    def unseen(self) -> float:
        return max(self.size - self.seen, 0.0)

    @property
    def total(self) -> float:
        """Confirmed ones to expect in the whole cell."""
        return self.size * self.share if self.unseen else float(self.confirmed)

    def totals(self, rng: np.random.Generator) -> Vector:
        """What the total may be."""
        if not self.unseen:
            return np.full(DRAWS, float(self.confirmed))
        found = self.share * self.worth
        shares = rng.beta(found + HALF, self.worth - found + HALF, DRAWS)
        return np.asarray(self.confirmed + rng.binomial(round(self.unseen), shares), dtype=np.float64)


def estimate(
    cases: pd.DataFrame, population: pd.DataFrame, scope: Scope, chosen: npt.NDArray[np.bool_], seed: int = 0
) -> Estimates:
    """Estimate the confirmation rate of a scope, and precision and recall of the cases `chosen` by some order.

    Args:
        cases: drawn ones; why, inclusion (0 to 1), stratum, flagged, outcome (1, 0, NaN: none came back).
        population: stratum, flagged, awards: how many the draws chose from.
        scope: flagged awards only, or all.
        chosen: one per case; the order asked about would have visited it.
        seed: of the intervals.
    """
    if scope == "flagged":
        chosen, cases = chosen[cases["flagged"].to_numpy(bool)], cases[cases["flagged"]]
        population = population[population["flagged"]]
    cells = _cells(cases, population, chosen)
    known = cases["outcome"].notna().to_numpy()
    randoms = cases[known & (cases["why"] == "random").to_numpy()]
    whole, part = (lambda _: True), (lambda cell: cell.chosen)
    naive = cases["outcome"].to_numpy(np.float64)
    counts = (
        _mean(naive[known]),
        _mean(naive[known & chosen]),
        _ratio(naive[known & chosen].sum(), naive[known].sum()),
    )
    blind = len(randoms) < FEWEST or any(np.isnan(cell.share) for cell in cells)
    found = _estimates(cells, ((whole, None), (part, None), (part, whole)), counts, blind, seed)
    return Estimates(
        scope, int(population["awards"].sum()), int(known.sum()), len(randoms), int(randoms["outcome"].sum()), *found
    )


def in_top(cases: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """The cases that their own batch chose by score: the order asked about when nothing else is said."""
    return ((cases["why"] == "top") & (cases["stratum"] == "certain")).to_numpy()


def first(cases: pd.DataFrame, score: Vector, visits: int) -> npt.NDArray[np.bool_]:
    """The cases among the first `visits` awards by some other score, as far as the weights tell; ties stand last."""
    order = np.argsort(-score, kind="stable")
    places = np.cumsum(1 / cases["inclusion"].to_numpy(np.float64)[order])
    found = np.zeros(len(cases), dtype=bool)
    found[order[places <= visits]] = True
    return np.asarray(found & (score > score[~found].max(initial=-np.inf)))


def _cells(cases: pd.DataFrame, population: pd.DataFrame, chosen: npt.NDArray[np.bool_]) -> list[_Cell]:
    found = []
    weight, outcome = 1 / cases["inclusion"].to_numpy(np.float64), cases["outcome"].to_numpy(np.float64)
    for stratum, flagged, awards in population[["stratum", "flagged", "awards"]].to_numpy():
        here = ((cases["stratum"] == stratum) & (cases["flagged"] == flagged)).to_numpy()
        sides = [side for side in (True, False) if (here & (chosen == side)).any()]
        if not sides:
            found.append(_Cell(bool(flagged), False, float(awards), 0, 0, np.nan, 0.0))
        for side in sides:
            mine = here & (chosen == side)
            size = float(awards) * weight[mine].sum() / weight[here].sum()
            found.append(_cell(bool(flagged), side, size, weight[mine], outcome[mine]))
    return found


def _cell(flagged: bool, chosen: bool, size: float, weight: Vector, outcome: Vector) -> _Cell:
    known = ~np.isnan(outcome)
    weight, outcome = weight[known], outcome[known]
    share = float((weight * outcome).sum() / weight.sum()) if len(weight) else np.nan
    worth = float(weight.sum() ** 2 / (weight**2).sum()) if len(weight) else 0.0
    return _Cell(flagged, chosen, size, len(weight), int(outcome.sum()), share, worth)


_Which = Callable[[_Cell], bool]


def _estimates(
    cells: list[_Cell],
    asked: tuple[tuple[_Which, _Which | None], ...],
    naive: tuple[float, float, float],
    blind: bool,
    seed: int,
) -> list[Estimate]:
    """Each is confirmed of some cells over their size, or over the confirmed of other cells."""
    if blind:
        return [Estimate(np.nan, np.nan, np.nan, counted) for counted in naive]
    rng = np.random.default_rng(seed)
    drawn = [cell.totals(rng) for cell in cells]
    tail = (1 - LEVEL) / 2
    found = []
    for (above, below), counted in zip(asked, naive, strict=True):
        upper = [cell.total for cell in cells if above(cell)]
        lower = [cell.size if below is None else cell.total for cell in cells if (below or above)(cell)]
        tops = sum((total for cell, total in zip(cells, drawn, strict=True) if above(cell)), np.zeros(DRAWS))
        bottoms = sum(
            (total for cell, total in zip(cells, drawn, strict=True) if below is not None and below(cell)),
            np.full(DRAWS, 0.0 if below is not None else sum(lower)),
        )
        with np.errstate(invalid="ignore", divide="ignore"):
            low, high = np.nanquantile(tops / bottoms, [tail, 1 - tail]) if bottoms.any() else (np.nan, np.nan)
        # Where none of the random ones was confirmed, weights alone would say that the visited were all there is.
        value = float(np.clip(_ratio(sum(upper), sum(lower)), low, high))
        found.append(Estimate(value, float(low), float(high), counted))
    return found


def _mean(values: Vector) -> float:
    return float(values.mean()) if len(values) else np.nan


def _ratio(above: float, below: float) -> float:
    return float(above / below) if below else np.nan
