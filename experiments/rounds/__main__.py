"""Twelve rounds in many runs: `python -m experiments.rounds FOLDER --counties 5 --runs 20`."""

import argparse
import time
from pathlib import Path

import joblib

from experiments.rounds import picture, report
from experiments.rounds.county import Table, table
from experiments.rounds.run import Plan, Run, run
from training import settings
from training.visits.exploration import Exploration

FIRST_SEED = 501


def plans(rounds: int, visits: int, share: float) -> tuple[Plan, Plan]:
    """Without exploration, and with it; smaller ensembles than in use, since every run fits two dozen."""
    chosen = settings.default()
    trees = chosen.trees.model_copy(update={"seeds": 2, "rounds": 120, "threads": 1})
    return (
        Plan(rounds, visits, Exploration(share=0.0), trees, chosen.enough),
        Plan(rounds, visits, Exploration(share=share), trees, chosen.enough),
    )


def both(county: Table, of: tuple[Plan, Plan], seed: int) -> tuple[Run, Run]:
    """The same truth under both plans."""
    return run(county, of[0], seed), run(county, of[1], seed)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m experiments.rounds", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--counties", type=int, default=5)
    parser.add_argument("--runs", type=int, default=20, help="in each county, each with its own guilt and dice")
    parser.add_argument("--people", type=int, default=30_000)
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--visits", type=int, default=120)
    parser.add_argument("--share", type=float, default=0.05)
    parser.add_argument("--processes", type=int, default=2)
    return parser.parse_args()


def main() -> None:
    """Make the counties, run, print."""
    given, begun = _arguments(), time.perf_counter()
    asked = plans(given.rounds, given.visits, given.share)
    found: list[tuple[Run, Run]] = []
    for number in range(given.counties):
        seed = FIRST_SEED + number
        county = table(given.folder / f"county-{seed}", given.people, seed, settings.default())
        print(f"county {seed}: {county.awards:,} awards, {county.flagged.sum():,} flagged, "
              f"{county.truth.sum():.0f} guilty expected; {time.perf_counter() - begun:.0f} s", flush=True)  # fmt: skip
        found += joblib.Parallel(n_jobs=given.processes)(
            joblib.delayed(both)(county, asked, 10_000 * seed + one) for one in range(given.runs)
        )
    without, with_ = zip(*found, strict=True)
    estimates = report.show(without, with_)
    estimates.to_csv(given.folder / "estimates.csv", index=False)
    (given.folder / "recall.svg").write_text(picture.recall(estimates), encoding="utf-8")
    print(f"{len(found)} runs in {time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
