from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.public_data import check, days, looks
from experiments.public_data.__main__ import main
from experiments.public_data.looks import Look

DAYS = pd.Series(pd.to_datetime(["2014-09-01", "2014-09-02", "2014-10-03", "2014-10-04"]))
FOUND = np.array([0.0, 0.0, 1.0, 1.0])


def test_an_order_that_finds_all_first_gains_the_days_between() -> None:
    best = days.gain(np.array([0.1, 0.2, 0.8, 0.9]), FOUND, DAYS)
    assert best == days.Gain(32.0, 1.0)


def test_the_order_as_inspected_gains_nothing_and_ties_are_counted_worst() -> None:
    assert days.gain(np.array([4.0, 3.0, 2.0, 1.0]), FOUND, DAYS) == days.Gain(0.0, 0.0)
    assert days.gain(np.zeros(4), FOUND, DAYS) == days.Gain(0.0, 0.0)


def test_every_look_is_counted(tmp_path: Path) -> None:
    file, look = tmp_path / "looks.yaml", Look(day=pd.Timestamp("2026-11-25").date(), settings="a", seen={"auc": 0.6})
    assert [looks.add("chicago", look, file) for _ in range(2)] == [1, 2]
    assert looks.read("chicago", file) == [look, look]
    assert looks.read("brazil", file) == []


def test_the_looks_kept_with_the_code_can_be_read() -> None:
    assert all(looks.read(name) for name in check.NAMES)


def test_where_the_data_is_not_there_it_is_skipped_with_a_word(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--data", str(tmp_path)]) == 0
    assert capsys.readouterr().out.count("skipped, the public data is not here") == len(check.NAMES)


@pytest.mark.slow
def test_on_the_public_data_the_model_beats_the_amount_and_default_trees_inside_the_training_part() -> None:
    found = check.load("brazil")
    if found.table is None or not found.table.file.exists():
        pytest.skip("the public data is not beside the repository")
    report = check.inside(found, found.table)
    assert not report.test.alarms
    assert report.rows["time"].max() < "2011"
    leads = {row.scorer: row.against_model_interval.low for row in report.figures if row.block == "all"}
    assert leads["lightgbm"] > 0
    assert leads["by amount_brl"] > 0
