"""What the benchmark measured, as a table on the terminal and as JSON."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from experiments.bench.stages import Run

# What the product promises on two cores; see the README of `experiments`.
SECONDS, GIGABYTES, GROWTH, FASTER = 90.0, 8.0, 11.0, 15.0


@dataclass(frozen=True)
class Sized:
    """A measured scan of a city with so many payouts."""

    payouts: int
    run: Run


@dataclass(frozen=True)
class Compared:
    """The same rules and families, here and in pandas; `rules` and `columns`: how many of both."""

    payouts: int
    rules: int
    columns: int
    ours: Run
    pandas: Run

    @property
    def faster(self) -> float:
        """How many times faster ours is, by the clock."""
        return self.pandas.seconds / self.ours.seconds


def scans(measured: Sequence[Sized]) -> str:
    """A line per stage and size, then the growth."""
    names = list(dict.fromkeys(stage.name for one in measured for stage in one.run.stages))
    lines = [_line("stage", [f"{one.payouts:,} payouts" for one in measured])]
    lines.append(_line("", ["     s    cpu s     GB" for _ in measured]))
    lines += [_line(name, [_figures(*_of(one.run, name)) for one in measured]) for name in names]
    lines.append(
        _line("whole process", [_figures(one.run.seconds, one.run.processor, one.run.peak) for one in measured])
    )
    if (growth := grown(measured)) is not None:
        times, processor = growth
        rows = measured[-1].payouts / measured[0].payouts
        lines.append(
            f"{rows:.1f} times the rows cost {times:.1f} times the time (processor {processor:.1f}); target {GROWTH}."
        )
    biggest = measured[-1]
    lines.append(
        f"{biggest.payouts:,} payouts: {biggest.run.seconds:.0f} s (target {SECONDS:.0f} s at 11.9 million), "
        f"{biggest.run.peak / 1e9:.1f} GB at most (target {GIGABYTES:.0f} GB)."
    )
    return "\n".join(lines)


def grown(measured: Sequence[Sized]) -> tuple[float, float] | None:
    """How many times the smallest city's seconds and processor seconds the largest takes; None for one size."""
    if len(measured) < 2:
        return None
    small, large = measured[0].run, measured[-1].run
    return large.seconds / small.seconds, large.processor / small.processor


def peer(found: Compared) -> str:
    """The comparison with pandas."""
    return (
        f"{found.rules} rules and {found.columns} feature columns on {found.payouts:,} payouts: here "
        f"{found.ours.seconds:.1f} s (processor {found.ours.processor:.1f} s, {found.ours.peak / 1e9:.1f} GB), pandas "
        f"{found.pandas.seconds:.1f} s (processor {found.pandas.processor:.1f} s, {found.pandas.peak / 1e9:.1f} GB): "
        f"{found.faster:.1f} times faster; target {FASTER:.0f}."
    )


def write(file: Path, measured: Sequence[Sized], compared: Compared | None) -> None:
    """Everything as JSON."""
    found: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "processor": platform.machine(), "python": platform.python_version()},
        "scans": [asdict(one) for one in measured],
        "growth": grown(measured),
        "peer": asdict(compared) | {"faster": compared.faster} if compared is not None else None,
    }
    file.write_text(json.dumps(found, ensure_ascii=False, indent=1, default=str), encoding="utf-8")


def _of(run: Run, name: str) -> tuple[float, float, int]:
    stage = run.stage(name)
    return stage.seconds, stage.processor, stage.peak


def _figures(seconds: float, processor: float, peak: int) -> str:
    return f"{seconds:6.1f} {processor:8.1f} {peak / 1e9:6.2f}"


def _line(name: str, cells: Sequence[str]) -> str:
    return "  ".join([f"{name:<26}", *(f"{cell:>24}" for cell in cells)]).rstrip()
