"""What was measured, as a table on the terminal."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from serving.bench.load.wrk import Load

# What the product promises on two cores; see the README of `experiments`.
P50_MS, P99_MS, RATE, MANY_MS, TIMES, COUNTY_S, CITY_S = 3.0, 12.0, 1_000.0, 60.0, 10.0, 2.0, 5.0


@dataclass(frozen=True)
class Round:
    """One turn: our server, then MLflow's."""

    one: Load  # a known award over one connection
    busy: Load  # the same over several
    many: Load  # 500 awards
    rows: Load  # /invocations of ours, one row, over several
    theirs_one: Load
    theirs: Load  # /invocations of MLflow's, one row, over several


@dataclass(frozen=True)
class Lists:
    """Payment lists checked: rows of each, seconds that the first and the later ones took, and of processor time."""

    rows: int
    first: float
    later: tuple[float, ...]
    processor: tuple[float, ...]


def table(payouts: int, rounds: Sequence[Round], lists: Lists) -> str:
    """Medians over the rounds, targets beside them."""
    lines = [
        f"{payouts:,} payouts, {os.cpu_count()} cores, medians of {len(rounds)} rounds "
        f"(load of the machine now {os.getloadavg()[0]:.1f})",
        _line("what", "p50 ms", "p99 ms", "requests/s", "cpu ms each", "target"),
        _loads("scores, one known award", [r.one for r in rounds], f"p50 {P50_MS:.0f}, p99 {P99_MS:.0f}"),
        _loads("scores, one known award", [r.busy for r in rounds], f"{RATE:,.0f} requests/s"),
        _loads("scores, 500 awards", [r.many for r in rounds], f"{MANY_MS:.0f} ms"),
        _loads("our /invocations, one row", [r.rows for r in rounds], ""),
        _loads("mlflow models serve, one row", [r.theirs_one for r in rounds], ""),
        _loads("mlflow models serve, one row", [r.theirs for r in rounds], ""),
        f"Requests per second against MLflow's: scores {_times([r.busy for r in rounds], rounds):.1f} times, "
        f"/invocations with the same rows {_times([r.rows for r in rounds], rounds):.1f} times; target {TIMES:.0f}. By "
        f"processor time: scores {_lighter([r.busy for r in rounds], rounds):.1f} times, "
        f"/invocations {_lighter([r.rows for r in rounds], rounds):.1f} times.",
        f"checks, {lists.rows:,} planned payouts: first {lists.first:.2f} s, later {median(lists.later):.2f} s "
        f"(median of {len(lists.later)}), {median(lists.processor):.2f} s of processor time; "
        f"target {COUNTY_S:.0f} s on a county, {CITY_S:.0f} s on a city.",
    ]
    return "\n".join(lines)


def _times(ours: Sequence[Load], rounds: Sequence[Round]) -> float:
    return median(own.rate / turn.theirs.rate for own, turn in zip(ours, rounds, strict=True))


def _lighter(ours: Sequence[Load], rounds: Sequence[Round]) -> float:
    return median(turn.theirs.processor / own.processor for own, turn in zip(ours, rounds, strict=True))


def _loads(what: str, found: Sequence[Load], target: str) -> str:
    names = ("p50", "p99", "rate", "processor")
    p50, p99, rate, processor = (median(getattr(load, name) for load in found) for name in names)
    connections = found[0].connections
    named = f"{what}, {connections} connection{'s' if connections > 1 else ''}"
    return _line(named, f"{p50:.2f}", f"{p99:.2f}", f"{rate:,.0f}", f"{processor:.2f}", target)


def _line(what: str, *cells: str) -> str:
    *figures, target = cells
    return "  ".join([f"{what:<46}", *(f"{figure:>11}" for figure in figures), target]).rstrip()
