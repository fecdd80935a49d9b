"""How good an order of visits is among all awards, not only among those visited: each random case speaks for many.

Cases are weighed by the inverse of the probability with which they were picked, within cells whose size the draw knows:
picked for certain, at the margin or from the rest; flagged or not; chosen by the order asked about or not. In each cell
the share confirmed is the weighted one (Hajek), and what is not known of the cell follows a beta distribution with as
many cases as the weights are worth (Kish) and half a case on either side (Jeffreys). So none confirmed of thirty is not
taken for none at all, and where everybody was visited nothing is uncertain. How often such intervals cover the truth
was measured: `experiments/README.md`.

The naive figure beside is what one gets by counting the visited as if they were all.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from training.visits.cells import DRAWS, Cell
from training.visits.cells import cells as by_cell

Vector = npt.NDArray[np.float64]
Scope = Literal["flagged", "all"]
LEVEL = 0.9
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
    cells = by_cell(cases, population, chosen)
    known = cases["outcome"].notna().to_numpy()
    randoms = cases[known & (cases["why"] == "random").to_numpy()]
    # With none confirmed, weights alone would say that the visited were all there is: the middle of what may be stands.
    none = not randoms["outcome"].any()
    found = [Estimate(np.nan, np.nan, np.nan, counted) for counted in _naive(cases, chosen)]
    if len(randoms) >= FEWEST and not any(np.isnan(cell.share) for cell in cells):
        rng = np.random.default_rng(seed)
        drawn = [cell.totals(rng) for cell in cells]
        found = [
            _share(cells, drawn, above, below, one.naive, none)
            for one, (above, below) in zip(found, ASKED, strict=True)
        ]
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


_Which = Callable[[Cell], bool]


def _every(_cell: Cell) -> bool:
    return True


def _chosen(cell: Cell) -> bool:
    return cell.chosen


# Rate, precision, recall: confirmed of which cells, over the confirmed of which (None: over their size).
ASKED: tuple[tuple[_Which, _Which | None], ...] = ((_every, None), (_chosen, None), (_chosen, _every))


def _share(
    cells: list[Cell], drawn: list[Vector], above: _Which, below: _Which | None, naive: float, none: bool
) -> Estimate:
    """Confirmed of some cells over their size, or over the confirmed of other cells; `drawn`: what each may hold."""
    over = below or above
    tops = _sum(total for cell, total in zip(cells, drawn, strict=True) if above(cell))
    if below is None:
        size = sum(cell.size for cell in cells if over(cell))
        bottoms, bottom = np.full(DRAWS, size), size
    else:
        bottoms = _sum(total for cell, total in zip(cells, drawn, strict=True) if over(cell))
        bottom = sum(cell.total for cell in cells if over(cell))
    if not bottoms.any():
        return Estimate(np.nan, np.nan, np.nan, naive)
    tail = (1 - LEVEL) / 2
    with np.errstate(invalid="ignore", divide="ignore"):
        low, middle, high = np.nanquantile(tops / bottoms, [tail, 0.5, 1 - tail])
    value = middle if none else _ratio(sum(cell.total for cell in cells if above(cell)), bottom)
    return Estimate(float(np.clip(value, low, high)), float(low), float(high), naive)


def _sum(totals: Iterable[Vector]) -> Vector:
    return np.asarray(sum(totals, np.zeros(DRAWS)))


def _naive(cases: pd.DataFrame, chosen: npt.NDArray[np.bool_]) -> tuple[float, float, float]:
    """Rate, precision and recall as if the visited were all."""
    outcome = cases["outcome"].to_numpy(np.float64)
    known = ~np.isnan(outcome)
    confirmed = outcome[known & chosen].sum()
    return _mean(outcome[known]), _mean(outcome[known & chosen]), _ratio(confirmed, outcome[known].sum())


def _mean(values: Vector) -> float:
    return float(values.mean()) if len(values) else np.nan


def _ratio(above: float, below: float) -> float:
    return float(above / below) if below else np.nan
