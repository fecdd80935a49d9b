"""Yardsticks: simple orders of visits that a model must beat before anybody should trust it."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

Vector = npt.NDArray[np.float64]
Yardstick = Literal["random", "amount", "hits", "rule_rate", "forest"]
NAMES: dict[Yardstick, tuple[str, str]] = {
    "random": ("随机", "random"),
    "amount": ("涉疑金额", "amount at stake"),
    "hits": ("命中规则数", "number of hits"),
    "rule_rate": ("规则×项目×乡镇平滑属实率", "smoothed rate of rule x programme x township"),
    "forest": ("孤立森林", "isolation forest alone"),
}
PULL = 10.0  # cases: how strongly a rate is drawn towards the level above
NO_RULE = ""  # awards no rule hit have a rate of their own
LEVELS = (["rule"], ["rule", "programme"], ["rule", "programme", "township_key"])


@dataclass(frozen=True)
class RuleRate:
    """Confirmation rates, smoothed from all cases to rule, rule x programme and rule x programme x township."""

    overall: float
    counts: tuple[pd.DataFrame, ...]  # per level: its keys, cases, confirmed

    def probability(self, standing: pd.DataFrame) -> Vector:
        """For each award the highest rate of its rules; a rule or place never verified takes the level above."""
        pairs = _pairs(standing)
        rate = np.full(len(pairs), self.overall)
        for keys, counts in zip(LEVELS, self.counts, strict=True):
            known = pairs[keys].merge(counts, on=keys, how="left")[["cases", "confirmed"]].fillna(0.0)
            rate = (known["confirmed"].to_numpy() + PULL * rate) / (known["cases"].to_numpy() + PULL)
        highest = pd.Series(rate).groupby(pairs["row"].to_numpy()).max()
        return np.asarray(highest.reindex(range(len(standing))), dtype=np.float64)


def rule_rate(standing: pd.DataFrame, outcomes: Vector) -> RuleRate:
    """Count what verification found of the cases known so far; `standing` has programme, township_key and rules."""
    pairs = _pairs(standing)
    pairs["confirmed"] = outcomes[pairs["row"].to_numpy()]
    overall = (float(outcomes.sum()) + 1.0) / (len(outcomes) + 2.0)
    counts = (
        pairs.groupby(keys, dropna=False)["confirmed"].agg(cases="count", confirmed="sum").reset_index()
        for keys in LEVELS
    )
    return RuleRate(overall, tuple(counts))


def random_order(cases: int, seed: int) -> Vector:
    """Visits in any order: scores without meaning."""
    return np.random.default_rng(seed).random(cases)


def number_of_hits(standing: pd.DataFrame) -> Vector:
    """How many rules hit each award."""
    return standing["rules"].map(len).to_numpy(np.float64)


def amount(standing: pd.DataFrame) -> Vector:
    """Yuan at stake in each award."""
    return standing["stake_yuan"].to_numpy(np.float64)


def _pairs(standing: pd.DataFrame) -> pd.DataFrame:
    """One row per award and rule; `row` is the award's position."""
    rules = standing["rules"].map(lambda found: list(found) or [NO_RULE])
    placed = standing[["programme", "township_key"]].assign(rule=rules, row=np.arange(len(standing)))
    pairs = placed.explode("rule", ignore_index=True)
    return pairs.astype({"rule": str, "programme": str, "township_key": "float64"})
