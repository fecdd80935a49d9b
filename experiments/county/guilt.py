"""How likely a visit confirms an award's suspicions, and whether it would.

All contradictions of an award add up: the strongest counts whole, the others in part, and several at once weaken each
other's innocence. The village's morals and the amount against the programme's usual one count too. Then the log-odds
are moved and stretched until the county has the wanted share of guilt and the wanted best reachable ranking.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.county.chance import Floats, stream
from experiments.county.suspicions import KINDS
from experiments.county.view import View


@dataclass(frozen=True)
class Morals:
    """What no file says: how much each kind and each village of this county leans towards guilt."""

    kinds: dict[str, float]
    villages: Floats


def morals(seed: int, villages: int, spread: float) -> Morals:
    """Draw them; `spread` is the standard deviation of a village's log-odds."""
    rng = stream(seed, "morals")
    return Morals({kind.name: float(rng.normal(0, 0.35)) for kind in KINDS}, rng.normal(0, spread, villages))


def leaning(found: pd.DataFrame, view: View, of: Morals) -> pd.Series:
    """The log-odds of each suspicious award before they are fitted to a base rate."""
    lean = found["lean"] + found["kind"].map(of.kinds).astype(float)
    award = found["award"]
    strongest = lean.groupby(award).max()
    rest = lean.clip(lower=0).groupby(award).sum() - strongest.clip(lower=0)
    several = lean.groupby(award).size() - 1
    held = view.held.loc[strongest.index]
    mean = view.held["amount"] / view.held["payouts"]
    usual = mean.groupby(view.held["programme"]).transform("median")
    peers = pd.Series(np.log(mean / usual), mean.index).loc[strongest.index].clip(-1.5, 1.5)
    log_odds: pd.Series = strongest + 0.45 * rest + 0.6 * several + of.villages[held["village"]] + 0.25 * peers
    return log_odds


def expected_precision(probability: Floats) -> float:
    """The average precision to expect when awards are ranked by their true probability: nobody can do better."""
    ranked = np.sort(probability)[::-1]
    before = np.concatenate([[0.0], np.cumsum(ranked)[:-1]])
    # A find at this rank counts itself, and those above it in expectation.
    precision = (before + 1) / np.arange(1, len(ranked) + 1)
    return float((ranked * precision).sum() / ranked.sum())


def _logistic(log_odds: Floats) -> Floats:
    curve: Floats = 1 / (1 + np.exp(-log_odds))
    return curve


def _moved_to(log_odds: Floats, base_rate: float) -> Floats:
    low, high = -30.0, 30.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _logistic(log_odds + middle).mean() < base_rate else (low, middle)
    return _logistic(log_odds + low)


def probabilities(log_odds: Floats, base_rate: float, reachable: float) -> Floats:
    """The log-odds as probabilities whose mean is `base_rate` and whose expected best ranking is `reachable`."""
    if len(log_odds) < 2:
        return np.full(len(log_odds), base_rate)
    low, high = 0.05, 12.0
    centred = (log_odds - log_odds.mean()) / max(float(log_odds.std()), 1e-9)
    for _ in range(40):
        middle = (low + high) / 2
        reached = expected_precision(_moved_to(centred * middle, base_rate))
        low, high = (middle, high) if reached < reachable else (low, middle)
    return _moved_to(centred * low, base_rate)
