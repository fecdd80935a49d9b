"""The benchmark scans real cities with a model really trained, and says what it cost."""

import json
import sys
from pathlib import Path

import pytest

from experiments.bench.stages import Run, Stage
from serving.bench import __main__ as bench
from serving.bench import report
from serving.bench.report import Compared, Sized
from serving.bench.scan import STAGES, stage_of


def took(seconds: float, gigabytes: float = 1.0) -> Run:
    stage = Stage("rules", seconds, seconds, round(gigabytes * 1e9))
    return Run((stage,), seconds, seconds, stage.peak)


def test_growth_is_the_time_of_the_largest_city_over_that_of_the_smallest() -> None:
    measured = [Sized(1_190_000, took(8)), Sized(11_900_000, took(84, 6.5))]
    assert report.grown(measured) == (10.5, 10.5)
    said = report.scans(measured)
    assert "10.0 times the rows cost 10.5 times the time" in said
    assert "84 s" in said
    assert "6.5 GB" in said
    assert report.grown(measured[:1]) is None


def test_the_peer_is_told_with_how_many_times_faster_we_are() -> None:
    compared = Compared(1_190_000, 16, 90, ours=took(2), pandas=took(33))
    assert compared.faster == 16.5
    assert "16.5 times faster" in report.peer(compared)


def test_everything_that_the_scan_says_it_does_belongs_to_a_stage() -> None:
    assert stage_of("rule paid-after-death") == "rules"
    assert stage_of("as known by 2025-12-31") == "reading as-of"
    assert stage_of("something new: half of it") == "something new"
    assert len(set(STAGES.values())) == len(STAGES)


@pytest.mark.slow
def test_a_small_benchmark_scans_two_cities_and_compares_on_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[3]))
    asked = [str(tmp_path), "--sizes", "12000", "180000", "--train-on", "180000", "--peer", "12000"]
    monkeypatch.setattr(sys, "argv", ["bench", *asked])
    assert bench.main() == 0
    found = json.loads((tmp_path / "scan.json").read_text(encoding="utf-8"))
    assert [one["payouts"] for one in found["scans"]] == [12_000, 180_000]
    for one in found["scans"]:
        assert set(STAGES.values()) <= {stage["name"] for stage in one["run"]["stages"]}
        assert not one["run"]["result"]["model_version"].startswith("prior")
    assert found["peer"]["faster"] > 0
    assert "times the rows" in capsys.readouterr().out
