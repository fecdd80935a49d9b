"""Cells of drawn cases: of how many awards each speaks, what was seen of it, and what the unseen part may hold."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Vector = npt.NDArray[np.float64]
DRAWS = 4000
HALF = 0.5  # of a case, confirmed and cleared, before any was seen


@dataclass(frozen=True)
class Cell:
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
        """Awards without an outcome."""
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


def cells(cases: pd.DataFrame, population: pd.DataFrame, chosen: npt.NDArray[np.bool_]) -> list[Cell]:
    """By stratum, flagged or not, and chosen or not; a cell nobody came back from has an unknown share (NaN)."""
    cases, population = _folded(cases, population)
    found = []
    weight, outcome = 1 / cases["inclusion"].to_numpy(np.float64), cases["outcome"].to_numpy(np.float64)
    for stratum, flagged, awards in population[["stratum", "flagged", "awards"]].to_numpy():
        here = ((cases["stratum"] == stratum) & (cases["flagged"] == flagged)).to_numpy()
        sides = [side for side in (True, False) if (here & (chosen == side)).any()]
        if not sides:
            found.append(Cell(bool(flagged), False, float(awards), 0, 0, np.nan, 0.0))
        for side in sides:
            mine = here & (chosen == side)
            size = float(awards) * weight[mine].sum() / weight[here].sum()
            found.append(_cell(bool(flagged), side, size, weight[mine], outcome[mine]))
    return found


def _folded(cases: pd.DataFrame, population: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Count the few awards at the margin with the rest where none of them came back: a cell needs an outcome."""
    back = set(cases.loc[(cases["stratum"] == "margin") & cases["outcome"].notna(), "flagged"])

    def stratum(of: pd.DataFrame) -> "pd.Series[str]":
        return of["stratum"].mask((of["stratum"] == "margin") & ~of["flagged"].isin(back), "rest")

    folded = population.assign(stratum=stratum(population)).groupby(["stratum", "flagged"], as_index=False).sum()
    return cases.assign(stratum=stratum(cases)), folded


def _cell(flagged: bool, chosen: bool, size: float, weight: Vector, outcome: Vector) -> Cell:
    known = ~np.isnan(outcome)
    weight, outcome = weight[known], outcome[known]
    share = float((weight * outcome).sum() / weight.sum()) if len(weight) else np.nan
    worth = float(weight.sum() ** 2 / (weight**2).sum()) if len(weight) else 0.0
    return Cell(flagged, chosen, size, len(weight), int(outcome.sum()), share, worth)
