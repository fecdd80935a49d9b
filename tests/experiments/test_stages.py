"""A process measured from outside: what it announces is timed, what it holds is seen, and its failure is told."""

import os
from pathlib import Path

import pytest

from experiments.bench.stages import BrokenRun, Run, watch

WORK = """
import time
from experiments.bench.stages import announce, conclude
announce("holding")
held = bytearray(b"x") * 80_000_000
time.sleep(0.4)
del held
announce("waiting")
time.sleep(0.2)
announce("holding")
time.sleep(0.1)
conclude({"awards": 3})
"""


def measured(folder: Path, work: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    (folder / "some_work.py").write_text(work, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(folder), str(Path(__file__).parents[2])]))
    return watch("some_work")


def test_each_stage_has_its_time_and_memory_and_one_that_comes_back_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = measured(tmp_path, WORK, monkeypatch)
    assert [stage.name for stage in run.stages if stage.name != "end"] == ["start", "holding", "waiting"]
    assert run.stage("holding").seconds >= 0.5
    assert run.stage("waiting").seconds >= 0.2
    assert run.stage("holding").peak - run.stage("waiting").peak > 40_000_000
    assert run.peak >= max(stage.peak for stage in run.stages)
    assert run.seconds >= sum(stage.seconds for stage in run.stages) - 0.1
    assert run.result == {"awards": 3}


def test_a_process_that_fails_is_told_with_its_last_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BrokenRun, match="no such county"):
        measured(tmp_path, "raise SystemExit('no such county')", monkeypatch)
