"""How long a backtest takes: `python -m experiments.bench_backtest [--labels 22000] [--columns 60]`.

A made-up table of verified cases, five stretches of time, all models and yardsticks, all intervals; then the log in
MLflow, whose database was made before. Wall time says what a user waits, processor time what a busy machine hides.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.backtest import config as configs
from experiments.backtest import log, of_table
from experiments.backtest import run as backtests
from experiments.backtest.config import Config
from records.home import Home

KNOWING = 24  # columns that have to do with the outcome
BASE = -1.9  # log-odds that make about a fifth confirmed
DAYS = 700


def table(labels: int, columns: int, seed: int = 1) -> pd.DataFrame:
    """Cases whose columns are numbers (a third of them flags, a tenth of all unknown), some of which matter."""
    chance = np.random.default_rng(seed)
    values = chance.normal(size=(labels, columns))
    values[:, 2 * columns // 3 :] = values[:, 2 * columns // 3 :] > 1
    weights = np.where(np.arange(columns) < KNOWING, chance.normal(size=columns) * 0.25, 0.0)
    odds = values @ chance.permutation(weights) + BASE
    values[chance.random(values.shape) < 0.1] = np.nan
    known = pd.DataFrame(values, columns=[f"column_{number}" for number in range(columns)])
    return known.assign(
        found=(chance.random(labels) < 1 / (1 + np.exp(-odds))).astype(int),
        day=np.sort(chance.integers(0, DAYS, labels)),
    )


@contextmanager
def _timed(what: str) -> Iterator[None]:
    wall, processor = time.perf_counter(), time.process_time()
    yield
    print(f"{what}: {time.perf_counter() - wall:.1f} s, {time.process_time() - processor:.1f} s of processor time")


def main(arguments: list[str] | None = None) -> int:
    """Print the seconds."""
    parser = argparse.ArgumentParser(prog="python -m experiments.bench_backtest", description=table.__doc__)
    parser.add_argument("--labels", type=int, default=22_000)
    parser.add_argument("--columns", type=int, default=60)
    given = parser.parse_args(arguments)
    frame = table(given.labels, given.columns)
    asked = configs.Table(file=Path("made-up"), label="found", time="day", yardsticks=("column_0",))
    config = Config(name="bench", about="made up", seed=1, table=asked)
    with _timed(f"{given.labels} labels x {given.columns} columns, five stretches, figures and intervals"):
        report = of_table.of_frame(frame, asked, config.chosen)
    figures, files = backtests.figures(config, report), {"report.txt": str(report)}
    with tempfile.TemporaryDirectory() as place:
        log.log(Home(Path(place)), config, figures, {}, files)
        with _timed("log in MLflow"):
            log.log(Home(Path(place)), config, figures, {}, files)
    print(report)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
