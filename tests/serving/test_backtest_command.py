import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from serving.cli import run


@pytest.fixture
def file(tmp_path: Path) -> Path:
    chance = np.random.default_rng(1)
    amount = chance.lognormal(6, 1, 600)
    table = pd.DataFrame({"found": (chance.random(600) < 0.1 + 0.5 * (amount > 600)).astype(int),
                          "year": np.sort(chance.integers(2020, 2025, 600)), "amount": amount})  # fmt: skip
    table.to_csv(tmp_path / "cases.csv", index=False)
    return tmp_path / "cases.csv"


def test_a_table_is_tested_forward_and_the_report_is_kept(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--table", str(file), "--label", "found", "--time", "year", "--yardstick", "amount", "--test-from", "2024"]
    assert run(["backtest", *asked, "--json", "--out", str(tmp_path / "out")]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [block["judged"] for block in answer["blocks"]][-1]
    assert {"model", "random", "by amount"} <= {row["scorer"] for row in answer["figures"]}
    assert (tmp_path / "out" / "report.txt").read_text().count("\n") > 10
    assert len(pd.read_parquet(tmp_path / "out" / "scores.parquet"))


def test_a_column_that_is_not_there_is_named_and_nothing_else_happens(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["backtest", "--table", str(file), "--label", "outcome", "--time", "year"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "no column outcome" in said.err


def test_a_folder_that_cannot_be_made_is_wrong_usage_before_anything_is_trained(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["backtest", "--table", str(file), "--label", "found", "--time", "year", "--out", str(file)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "name another" in said.err


@pytest.mark.parametrize("given", [[], ["--table", "cases.csv"], ["mine.yaml", "--table", "cases.csv"]])
def test_without_one_thing_to_test_the_usage_is_said_to_be_wrong(given: list[str]) -> None:
    assert run(["backtest", *given]) == 2


@pytest.mark.slow
def test_a_config_runs_and_is_logged_in_the_home(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINGCHA_HOME", str(tmp_path / "home"))
    config = tmp_path / "mine.yaml"
    config.write_text(
        "name: mine\nabout: a table\nseed: 7\nsettings: {trees: {seeds: 2, rounds: 40}, bootstrap: {rounds: 20}}\n"
        f"table: {{file: {file.name}, label: found, time: year, folds: 2}}\n"
    )
    answers = []
    for _ in range(2):
        assert run(["backtest", str(config), "--json"]) == 0
        answers.append(json.loads(capsys.readouterr().out))
    assert answers[0]["run_id"] != answers[1]["run_id"]
    assert answers[0]["figures"] == answers[1]["figures"]
