"""What many runs say: how far estimates are from the truth, how often intervals cover it, what exploration costs."""

from collections.abc import Callable, Sequence
from typing import get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from experiments.rounds.run import Run
from training.visits import weighted
from training.visits.weighted import Estimate, Scope

FIGURES = ("rate", "recall")


def estimated(runs: Sequence[Run]) -> pd.DataFrame:
    """One row per run, scope and figure: truth, value, low, high, naive, and the bootstrap's low and high."""
    return pd.DataFrame([row for number, one in enumerate(runs) for row in _of_run(number, one)])


def covered(estimates: pd.DataFrame) -> pd.DataFrame:
    """By scope and figure: means, the shares of runs whose intervals cover the truth, and how wide they are."""
    rows = estimates.assign(
        covers=(estimates["low"] <= estimates["truth"]) & (estimates["truth"] <= estimates["high"]),
        bootstrap=(estimates["boot_low"] <= estimates["truth"]) & (estimates["truth"] <= estimates["boot_high"]),
        width=estimates["high"] - estimates["low"],
        boot_width=estimates["boot_high"] - estimates["boot_low"],
    )
    shown = ["truth", "naive", "value", "width", "covers", "boot_width", "bootstrap"]
    return rows.groupby(["scope", "figure"])[shown].mean()


def cost(without: Sequence[Run], with_: Sequence[Run]) -> pd.DataFrame:
    """Confirmed cases per run with and without exploration, on the same truth, and how well what is left is ranked."""
    rows = [
        {"without": one.confirmed, "with": two.confirmed, "fewer": one.confirmed - two.confirmed,
         "randoms": int((two.cases["why"] == "random").sum()),
         "randoms confirmed": two.cases.loc[two.cases["why"] == "random", "outcome"].sum(),
         "ranking without": one.left["all cases alike"],
         **{f"ranking, {name}": left for name, left in two.left.items()}}
        for one, two in zip(without, with_, strict=True)
    ]  # fmt: skip
    found = pd.DataFrame(rows)
    return pd.DataFrame({"mean": found.mean(), "standard error": found.sem()})


def _of_run(number: int, one: Run) -> list[dict[str, object]]:
    rows = []
    chosen = weighted.in_top(one.cases)
    for scope in get_args(Scope):
        found = weighted.estimate(one.cases, one.population, scope, chosen, number)
        there = one.truth.loc[scope]
        truths = {"rate": there["guilty"] / there["awards"], "recall": there["chosen_guilty"] / there["guilty"]}
        drawn = _bootstrap(one.cases if scope == "all" else one.cases[one.cases["flagged"]], number)
        for figure in FIGURES:
            estimate: Estimate = getattr(found, figure)
            low, high = np.nanquantile([draw[figure] for draw in drawn], [0.05, 0.95])
            rows.append(
                {"run": number, "scope": scope, "figure": figure, "truth": truths[figure], "value": estimate.value,
                 "low": estimate.low, "high": estimate.high, "naive": estimate.naive,
                 "boot_low": low, "boot_high": high}
            )  # fmt: skip
    return rows


def _bootstrap(cases: pd.DataFrame, seed: int, rounds: int = 400) -> list[dict[str, float]]:
    """The usual way, for comparison: cases drawn again within their stratum."""
    rng = np.random.default_rng(seed)
    weight, outcome = 1 / cases["inclusion"].to_numpy(), cases["outcome"].to_numpy()
    top = weighted.in_top(cases)
    strata = [np.flatnonzero(places) for places in _strata(cases)]
    found = []
    for _ in range(rounds):
        rows = np.concatenate(
            [part if weight[part].max() <= 1 else rng.choice(part, len(part)) for part in strata if len(part)]
        )
        guilt = (weight * outcome)[rows]
        found.append(
            {"rate": guilt.sum() / weight[rows].sum(),
             "recall": guilt[top[rows]].sum() / guilt.sum() if guilt.any() else np.nan}
        )  # fmt: skip
    return found


def _strata(cases: pd.DataFrame) -> list[npt.NDArray[np.bool_]]:
    keys = cases["stratum"] + cases["flagged"].astype(str)
    return [(keys == key).to_numpy() for key in keys.unique()]


Show = Callable[[str], None]


def show(without: Sequence[Run], with_: Sequence[Run], say: Show = print) -> pd.DataFrame:
    """Print all tables; returns the estimates behind them."""
    estimates = estimated(with_)
    say(covered(estimates).round(4).to_string())
    say(cost(without, with_).round(4).to_string())
    return estimates
