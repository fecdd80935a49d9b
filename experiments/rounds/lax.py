"""One lax township in a county whose truth is known: `python -m experiments.rounds.lax FOLDER --counties 2 --runs 15`.

A township that overlooks a share of what its cases are guilty of; its county is verified in batches, and expectations
come from trees trained on the batches before, with its outcomes among them. Is it named, is anybody else, and do blind
re-checks put the base rate right?
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.rounds.__main__ import FIRST_SEED, plans
from experiments.rounds.county import Table, table
from training import settings
from training.estimators import supervised
from training.estimators.calibration import sigmoid
from training.settings import TreeChoices
from training.visits import label_noise, verifiers

BATCHES, LEARN = 8, 2  # batches in all, and those before the first comparison
OVERLOOKED = (0.0, 0.3, 0.5, 0.7)


def verified(county: Table, overlooked: float, visits: int, seed: int) -> pd.DataFrame:
    """Flagged awards in random order, batch by batch: position, batch, verifier, guilty, outcome; and who is lax."""
    chance = np.random.default_rng(seed)
    flagged = np.flatnonzero(county.flagged & (county.township >= 0))
    position = chance.permutation(flagged)[: visits * BATCHES]
    verifier = county.township[position]
    names, counts = np.unique(verifier, return_counts=True)
    lax = names[np.argsort(counts)[len(names) // 2]]
    guilty = chance.random(len(position)) < county.truth[position]
    missed = guilty & (verifier == lax) & (chance.random(len(position)) < overlooked)
    return pd.DataFrame(
        {"position": position, "batch": np.arange(len(position)) // visits, "verifier": verifier, "guilty": guilty,
         "outcome": (guilty & ~missed).astype(float), "lax": verifier == lax}
    )  # fmt: skip


def expected(county: Table, cases: pd.DataFrame, trees: TreeChoices, seed: int) -> pd.DataFrame:
    """The later batches, each with what trees fitted on those before expect."""
    parts = []
    for batch in range(LEARN, BATCHES):
        before, now = cases[cases["batch"] < batch], cases[cases["batch"] == batch]
        model = supervised.fit(
            county.seen.iloc[before["position"]], before["outcome"].to_numpy(), county.monotone, trees, seed
        )
        odds = model.log_odds(county.seen.iloc[now["position"]], threads=1)
        parts.append(now.assign(expected=sigmoid(odds)))
    return pd.concat(parts)


def once(county: Table, overlooked: float, visits: int, rechecks: int, seed: int) -> dict[str, float]:
    """One run."""
    cases = verified(county, overlooked, visits, seed)
    compared = verifiers.compare(expected(county, cases, plans(1, 1, 0.0)[0].trees, seed)).table
    lax = cases.loc[cases["lax"], "verifier"].iloc[0]
    named = set(compared.loc[compared["stands_out"] == "low", "verifier"])
    cleared = cases[cases["outcome"] == 0].sample(rechecks, random_state=seed)
    again = pd.DataFrame({"overturned": cleared["guilty"].astype(float)})
    noise = label_noise.noise(again, int(cases["outcome"].sum()), int((cases["outcome"] == 0).sum()))
    true = cases["guilty"].mean()
    return {
        "named": float(lax in named), "others named": float(len(named - {lax})),
        "its ratio": float(compared.loc[compared["verifier"] == lax, "ratio"].iloc[0]),
        "base rate": float(cases["outcome"].mean()), "true": float(true), "corrected": noise.corrected,
        "covers": float(noise.corrected_low <= true <= noise.corrected_high),
    }  # fmt: skip


def main() -> None:
    """Make the counties, run, print a row for each share overlooked."""
    parser = argparse.ArgumentParser(prog="python -m experiments.rounds.lax", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--counties", type=int, default=2)
    parser.add_argument("--runs", type=int, default=15, help="in each county")
    parser.add_argument("--people", type=int, default=30_000)
    parser.add_argument("--visits", type=int, default=300, help="in each of eight batches")
    parser.add_argument("--rechecks", type=int, default=60)
    given = parser.parse_args()
    rows = []
    for number in range(FIRST_SEED, FIRST_SEED + given.counties):
        county = table(given.folder / f"county-{number}", given.people, number, settings.default())
        rows += [
            {"overlooked": share} | once(county, share, given.visits, given.rechecks, 1000 * number + run)
            for share in OVERLOOKED
            for run in range(given.runs)
        ]
    print(pd.DataFrame(rows).groupby("overlooked").mean().round(3).to_string())


if __name__ == "__main__":
    main()
