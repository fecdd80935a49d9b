"""One measured scan: `python -m serving.bench.scan HOME`, started by the benchmark in a process of its own."""

import sys
from dataclasses import asdict
from pathlib import Path

from experiments.bench.stages import announce, conclude
from records.home import Home
from serving.scan.service import scan

# What the scan says it is doing -> the stage this belongs to; anything new is a stage of its own.
STAGES = {
    "as known": "reading as-of",
    "rule": "rules",
    "features": "features",
    "scores": "models",
    "writing": "hits and scores written",
    "cases": "cases written",
}


def stage_of(doing: str) -> str:
    """The stage of a step of the scan."""
    return next((stage for words, stage in STAGES.items() if doing.startswith(words)), doing.split(":")[0])


if __name__ == "__main__":
    last = ""

    def follow(doing: str, _done: int, _of: int) -> None:
        """Announce a stage when it changes."""
        global last
        if doing and stage_of(doing) != last:
            last = stage_of(doing)
            announce(last)

    report = scan(Home(Path(sys.argv[1])), progress=follow)
    conclude(asdict(report))
