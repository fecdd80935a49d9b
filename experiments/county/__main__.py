"""Write a fictional county from the command line: `python -m experiments.county FOLDER --people 12000`."""

import argparse
from pathlib import Path

from experiments.county.write import DEFAULT_SEED, write

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m experiments.county", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--people", type=int, default=12_000)
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
    parser.add_argument("--truth", type=Path, help="parquet with every suspect's true probability, outside FOLDER")
    given = parser.parse_args()
    county = write(given.folder, given.people, given.seed, given.truth)
    print(f"{county.payouts} payouts and {county.findings} verification lines in {county.folder}")
