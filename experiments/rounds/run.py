"""One run: guilt is drawn, then rounds of train, dispatch and verify, each on what the rounds before it found."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from experiments.rounds.county import Table, log_odds
from training.estimators import prior, supervised, unflagged
from training.estimators.calibration import sigmoid
from training.evaluation import metrics
from training.settings import Enough, TreeChoices
from training.visits import exploration, weighted
from training.visits.exploration import Exploration

Vector = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Labelled = Callable[[pd.DataFrame], Places]  # the cases (places in the frame) to train on, some perhaps repeated
WEIGHT = 5  # how often a random case is repeated where it weighs more


@dataclass(frozen=True)
class Plan:
    """How the rounds go."""

    rounds: int
    visits: int  # in a round, over all townships
    exploration: Exploration
    trees: TreeChoices
    enough: Enough


@dataclass(frozen=True)
class Run:
    """What one run brought.

    `cases`: every visit: round, position, why, inclusion, stratum, flagged, outcome. `population`: what the draws chose
    from. `truth`: by scope, what was there to find: awards, guilty, chosen, chosen_guilty. `left`: how well the last
    model ranks the flagged awards that nobody visited, by what it was trained on.
    """

    cases: pd.DataFrame
    population: pd.DataFrame
    truth: pd.DataFrame
    left: dict[str, float]

    @property
    def confirmed(self) -> int:
        """Confirmed in all rounds."""
        return int(self.cases["outcome"].sum())


TRAINED: dict[str, Labelled] = {
    "all cases alike": lambda cases: np.arange(len(cases)),
    "without the random ones": lambda cases: np.flatnonzero(cases["why"] != "random"),
    f"random ones {WEIGHT} times": lambda cases: np.repeat(
        np.arange(len(cases)), np.where(cases["why"] == "random", WEIGHT, 1)
    ),
}


def run(county: Table, plan: Plan, seed: int) -> Run:
    """Go through all rounds; `seed` draws guilt and dice, so that plans with the same seed share their truth."""
    chance = np.random.default_rng(seed)
    guilty = chance.random(county.awards) < county.truth
    open_ = np.ones(county.awards, dtype=bool)
    cases, populations, truths = pd.DataFrame(), list[pd.DataFrame](), list[pd.DataFrame]()
    for number in range(plan.rounds):
        score = _score(county, cases, plan, "all cases alike", seed)
        draw = exploration.draw(
            _awards(county, score, open_), _capacity(county, open_, plan.visits), seed + 1000 * number, plan.exploration
        )
        visited = draw.picked.reset_index(names="position").assign(round=number)
        visited["outcome"] = guilty[visited["position"]].astype(float)
        truths.append(_truth(county, guilty, open_, visited))
        populations.append(draw.population)
        cases = pd.concat([cases, visited], ignore_index=True)
        open_[visited["position"]] = False
    population = pd.concat(populations).groupby(["stratum", "flagged"], as_index=False).sum()
    truth = pd.concat(truths).groupby(level=0).sum()
    rest = np.flatnonzero(open_ & county.flagged)
    left = {
        name: metrics.average_precision(_score(county, cases, plan, name, seed)[rest], guilty[rest].astype(float))
        for name in TRAINED
    }
    return Run(cases, population, truth, left)


def _score(county: Table, cases: pd.DataFrame, plan: Plan, trained: str, seed: int) -> Vector:
    """The prior until enough is known, then the trees; scores of the unflagged are held at the declared background."""
    found = 0 if cases.empty else int(cases["outcome"].sum())
    if len(cases) < plan.enough.labels or found < plan.enough.confirmed:
        return county.prior
    chosen = cases.iloc[TRAINED[trained](cases)]
    model = supervised.fit(
        county.seen.iloc[chosen["position"]], chosen["outcome"].to_numpy(), county.monotone, plan.trees, seed
    )
    odds = log_odds(model, county.seen)
    free = ~county.flagged
    odds[free] += unflagged.shift(sigmoid(odds[free]), prior.beliefs().background)
    return sigmoid(odds)


def _awards(county: Table, score: Vector, open_: npt.NDArray[np.bool_]) -> pd.DataFrame:
    places = np.flatnonzero(open_)
    places = places[np.argsort(-score[places], kind="stable")]
    return pd.DataFrame(
        {"score": score[places], "flagged": county.flagged[places], "place": county.township[places], "named": ""},
        index=places,
    )


def _capacity(county: Table, open_: npt.NDArray[np.bool_], visits: int) -> dict[int, int]:
    """Every township gets visits as it has suspicions; the sum is `visits`."""
    places, suspicions = np.unique(county.township[county.flagged], return_counts=True)
    sums = np.floor(np.cumsum(suspicions) / suspicions.sum() * visits + 0.5).astype(int)
    return {int(place): int(count) for place, count in zip(places, np.diff(sums, prepend=0), strict=True)}


def _truth(
    county: Table, guilty: npt.NDArray[np.bool_], open_: npt.NDArray[np.bool_], visited: pd.DataFrame
) -> pd.DataFrame:
    there = open_ & np.isin(county.township, county.township[county.flagged])
    chosen = np.zeros(county.awards, dtype=bool)
    chosen[visited.loc[weighted.in_top(visited), "position"]] = True
    scopes = {"flagged": there & county.flagged, "all": there}
    rows = {
        scope: {"awards": here.sum(), "guilty": (here & guilty).sum(), "chosen": (here & chosen).sum(),
                "chosen_guilty": (here & chosen & guilty).sum()}
        for scope, here in scopes.items()
    }  # fmt: skip
    return pd.DataFrame.from_dict(rows, orient="index")
