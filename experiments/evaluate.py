"""Measure a queue against the truth of a fictional county: `python -m experiments.evaluate QUEUE TRUTH`.

Only open suspicious awards count: what has been verified is known to everybody, and awards without a suspicion have no
truth. Where scores are equal the innocent stand first, and a suspect the queue does not hold stands last.
"""

import argparse
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from experiments.county.chance import Flags, Floats
from records.errors import MingchaError

BINS = 10


class UnusableQueue(MingchaError):
    """A file that cannot be measured."""


@dataclass(frozen=True)
class Ranking:
    """How good an order of suspects is. Shares are between 0 and 1; `missing` suspects are not in the queue."""

    suspects: int
    missing: int
    base_rate: float
    average_precision: float
    top_tenth: float  # share confirmed among the first tenth
    calibration_error: float  # mean distance between score and share confirmed, in ten bins of equal size


def average_precision(score: Floats, guilty: Flags) -> float:
    """Mean share confirmed at each find, ties counted worst.

    Raises:
        UnusableQueue: nobody is guilty.
    """
    ranked = guilty[np.lexsort((guilty, -score))]
    if not ranked.any():
        raise UnusableQueue(
            "Among the open suspects nobody is guilty, so that no ranking can be measured; take more people."
        )
    finds = np.cumsum(ranked)
    return float((finds / np.arange(1, len(ranked) + 1))[ranked].mean())


def calibration_error(score: Floats, guilty: Flags) -> float:
    """Mean distance between score and share confirmed over bins of equal size."""
    order = np.argsort(score, kind="stable")
    bins = [part for part in np.array_split(order, BINS) if len(part)]
    return float(sum(len(part) * abs(score[part].mean() - guilty[part].mean()) for part in bins) / len(score))


def _rank(score: Floats, guilty: Flags, missing: int) -> Ranking:
    tenth = max(1, round(len(score) / 10))
    first = guilty[np.lexsort((guilty, -score))][:tenth]
    known = np.where(np.isfinite(score), score, 0.0)
    return Ranking(
        suspects=len(score),
        missing=missing,
        base_rate=float(guilty.mean()),
        average_precision=average_precision(score, guilty),
        top_tenth=float(first.mean()),
        calibration_error=calibration_error(known, guilty),
    )


def _open(truth: pd.DataFrame) -> pd.DataFrame:
    suspects = truth[truth["open"].astype(bool)]
    if suspects.empty:
        raise UnusableQueue("The truth holds no open suspect, so that no ranking can be measured; take more people.")
    return suspects


def best_reachable(truth: pd.DataFrame) -> Ranking:
    """The ranking by true probability: what nobody beats but by luck."""
    suspects = _open(truth)
    return _rank(suspects["probability"].to_numpy(float), suspects["guilty"].to_numpy(bool), missing=0)


def measure(queue: pd.DataFrame, truth: pd.DataFrame) -> Ranking:
    """Measure an exported queue (columns resident_id, programme, score; ids in full).

    Raises:
        UnusableQueue: a column is missing, or the ids are masked.
    """
    absent = sorted({"resident_id", "programme", "score"} - set(queue.columns))
    if absent:
        raise UnusableQueue(
            f"The queue has no column {', '.join(absent)}; export it with `mingcha queue --export FILE.parquet`."
        )
    ids = queue["resident_id"].astype("string").str.upper()
    if len(ids) and ids.str.contains("*", regex=False).all():
        raise UnusableQueue("The queue's resident ids are masked; export it with --reveal.")
    # Twice the same award: the lower score counts.
    scores = queue.assign(resident_id=ids).groupby(["resident_id", "programme"])["score"].min()
    suspects = _open(truth)
    keys = pd.MultiIndex.from_frame(suspects[["resident_id", "programme"]])
    score = scores.reindex(keys).to_numpy(float)
    missing = np.isnan(score)
    return _rank(np.where(missing, -np.inf, score), suspects["guilty"].to_numpy(bool), int(missing.sum()))


def main(arguments: list[str] | None = None) -> int:
    """Print both rankings side by side; 1 with a sentence where the files cannot be measured."""
    parser = argparse.ArgumentParser(prog="python -m experiments.evaluate", description=measure.__doc__)
    parser.add_argument("queue", type=Path, help="parquet written by `mingcha queue --export q.parquet --all --reveal`")
    parser.add_argument("truth", type=Path, help="parquet written beside a fictional county")
    given = parser.parse_args(arguments)
    try:
        queue, truth = (pd.read_parquet(path) for path in (given.queue, given.truth))
        reached, best = asdict(measure(queue, truth)), asdict(best_reachable(truth))
    except OSError as error:
        print(f"Cannot read {error.filename or given.queue}: {error.strerror or error}.", file=sys.stderr)
        return 1
    except pa.ArrowInvalid:
        print(
            f"{given.queue} or {given.truth} is not a parquet file; export the queue to a name that ends in .parquet.",
            file=sys.stderr,
        )
        return 1
    except MingchaError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{'':20}{'queue':>10}{'best':>10}")
    for name, value in reached.items():
        print(f"{name.replace('_', ' '):20}{value:>10.4g}{best[name]:>10.4g}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
