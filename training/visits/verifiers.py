"""Who verifies: what each township confirms, beside what its cases gave reason to expect.

Townships verify their own people, and their cases differ. What is expected of a case is the probability a model gave
it before the outcome was known, moved so that the county as a whole is as expected: nobody is compared with the
model, only with the others. A verifier's lean is in log-odds, 0 like all others. Leans are drawn towards 0 by as much
as verifiers differ beyond chance (empirical Bayes, so that a township with ten cases does not head the list), and one
stands out only where its count would be rare among all that are compared (Benjamini and Hochberg, 10 %).

A lean is a reason to check again, no proof: a township may be more honest than its cases look. Only a blind re-check
tells (`training.visits.label_noise`). A model that knows the township expects less of a lax one and partly hides it, so
the probabilities should come from a model without places.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import expit, logit
from scipy.stats import norm

Vector = npt.NDArray[np.float64]
RATE = 0.1  # of those named, the share that may be named by chance
Z = float(norm.ppf(0.95))  # 90 % intervals
STEPS = 50
COLUMNS = ("verifier", "cases", "confirmed", "expected", "ratio", "low", "high", "by_chance", "stands_out")


@dataclass(frozen=True)
class Comparison:
    """`table`: one row per verifier, the lowest ratio first. `spread`: how far verifiers differ beyond chance.

    `ratio` is confirmed over expected after shrinkage, with its 90 % interval low to high; `by_chance` the probability
    of a count as far off without any lean; `stands_out` is "low", "high" or "".
    """

    table: pd.DataFrame
    spread: float  # standard deviation of the leans, log-odds


def compare(cases: pd.DataFrame) -> Comparison:
    """Compare verifiers.

    Args:
        cases: verifier (any name or key), outcome (1 confirmed, 0 cleared), expected (probability before it was known).
    """
    if cases.empty:
        return Comparison(pd.DataFrame(columns=list(COLUMNS)), 0.0)
    outcome = cases["outcome"].to_numpy(np.float64)
    odds = logit(np.clip(cases["expected"].to_numpy(np.float64), 1e-4, 1 - 1e-4))
    odds = odds + _lean(odds, outcome, np.inf)[0]
    groups = [np.flatnonzero(cases["verifier"] == name) for name in cases["verifier"].unique()]
    spread = _spread([_lean(odds[rows], outcome[rows], 2.0) for rows in groups])
    rows = []
    for members in groups:
        own, found = odds[members], outcome[members]
        expected = float(expit(own).sum())
        lean, error = _lean(own, found, spread) if spread > 0 else (0.0, 0.0)
        ratio, low, high = (float(expit(own + lean + side * Z * error).sum()) / expected for side in (0, -1, 1))
        rows.append(
            {"verifier": cases["verifier"].iloc[members[0]], "cases": len(members), "confirmed": int(found.sum()),
             "expected": expected, "ratio": ratio, "low": low, "high": high,
             "by_chance": by_chance(expit(own), int(found.sum()))}
        )  # fmt: skip
    table = pd.DataFrame(rows)
    rare = _rare(table["by_chance"].to_numpy(np.float64))
    below = (table["confirmed"] < table["expected"]).to_numpy()
    table["stands_out"] = np.where(rare, np.where(below, "low", "high"), "")
    return Comparison(table.sort_values("ratio", ignore_index=True), spread)


def by_chance(expected: Vector, confirmed: int) -> float:
    """How probable a count at least as far off on its side is, twice: the exact sum of cases of unequal probability."""
    chances = np.array([1.0])
    for probability in expected:
        chances = np.convolve(chances, [1 - probability, probability])
    # The count itself counts half, else few cases could never be told from chance on either side alike.
    below = chances[:confirmed].sum() + chances[confirmed] / 2
    return float(min(1.0, 2 * min(below, 1 - below)))


def _lean(odds: Vector, outcome: Vector, spread: float) -> tuple[float, float]:
    """The lean that fits best and its standard error, drawn towards 0 by a normal of this spread."""
    pull = 0.0 if np.isinf(spread) else 1 / spread**2
    lean = 0.0
    for _ in range(STEPS):
        likely = expit(odds + lean)
        slope = (outcome - likely).sum() - pull * lean
        curve = (likely * (1 - likely)).sum() + pull
        step = float(np.clip(slope / max(curve, 1e-9), -1, 1))
        lean += step
        if abs(step) < 1e-9:
            break
    likely = expit(odds + lean)
    return lean, float(1 / np.sqrt(max((likely * (1 - likely)).sum() + pull, 1e-9)))


def _spread(leans: list[tuple[float, float]]) -> float:
    """How far leans differ beyond what chance gives them (DerSimonian and Laird)."""
    lean, error = (np.array(part) for part in zip(*leans, strict=True))
    weight = 1 / error**2
    mean = (weight * lean).sum() / weight.sum()
    beyond = (weight * (lean - mean) ** 2).sum() - (len(lean) - 1)
    scale = weight.sum() - (weight**2).sum() / weight.sum()
    return float(np.sqrt(max(beyond / scale, 0.0))) if scale > 0 else 0.0


def _rare(chances: Vector) -> npt.NDArray[np.bool_]:
    """Which are so rare that of all named at most a tenth is named by chance."""
    order = np.argsort(chances)
    bound = RATE * np.arange(1, len(chances) + 1) / len(chances)
    within = np.flatnonzero(chances[order] <= bound)
    found = np.zeros(len(chances), dtype=bool)
    found[order[: within[-1] + 1 if len(within) else 0]] = True
    return found
