from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from training.errors import UnusableTable
from training.settings import Settings
from training.tabular import backtest, cases, figures, reading, results
from training.tabular.backtest import Backtest
from training.tabular.report import Report
from training.tabular.request import Request

MakeTable = Callable[..., pd.DataFrame]
ASKED = Request(label="confirmed", time="day", folds=3)


def table(rows: int = 1600, seed: int = 3) -> pd.DataFrame:
    """Verified payouts: the kind and, over a hump, the amount decide; a day with and one without a date in it."""
    chance = np.random.default_rng(seed)
    kind = chance.choice(["a", "b", "c", "d"], rows)
    amount = chance.lognormal(6, 1, rows)
    odds = -2.4 + 2.0 * (kind == "b") + 1.5 * (np.abs(np.log(amount) - 6) < 0.5)
    return pd.DataFrame(
        {
            "confirmed": (chance.random(rows) < 1 / (1 + np.exp(-odds))).astype(int),
            "day": pd.Timestamp("2024-01-01") + pd.to_timedelta(np.sort(chance.integers(0, 300, rows)), unit="D"),
            "kind": np.where(chance.random(rows) < 0.05, None, kind),
            "amount": np.where(chance.random(rows) < 0.1, np.nan, amount),
            "since": pd.Timestamp("2020-01-01") + pd.to_timedelta(chance.integers(0, 1000, rows), unit="D"),
            "old": chance.random(rows) < 0.5,
            "household": chance.integers(0, rows // 2, rows),
            "name": [f"n{number}" for number in range(rows)],
            "county": "one",
        }
    )


@pytest.fixture
def walked(quick: Settings) -> Backtest:
    return backtest.run(table(), ASKED.model_copy(update={"yardsticks": ("amount",)}), quick)


def test_columns_are_used_by_kind_and_what_cannot_be_used_is_named(walked: Backtest) -> None:
    assert set(walked.columns) == {"kind", "amount", "since", "old", "household"}
    assert set(walked.left_out) == {"name", "county"}


def test_the_model_is_better_than_chance_and_than_the_amount_and_its_intervals_hold_it(
    walked: Backtest, quick: Settings
) -> None:
    found = {row.scorer: row for row in figures.measure(walked, quick) if row.block == figures.ALL}
    model = found["model"]
    assert model.average_precision > 1.5 * max(found[name].average_precision for name in ("random", "by amount"))
    assert model.average_precision_interval.low < model.average_precision < model.average_precision_interval.high
    assert found["by amount"].against_model_interval.low > 0
    assert model.calibration_error < 0.1


def test_the_same_table_gives_the_same_scores_to_the_last_digit(walked: Backtest, quick: Settings) -> None:
    again = backtest.run(table(), ASKED.model_copy(update={"yardsticks": ("amount",)}), quick)
    pd.testing.assert_frame_equal(walked.rows, again.rows, check_exact=True)


def test_outcomes_of_the_last_stretch_change_no_score(quick: Settings) -> None:
    rows = table(800)
    asked = ASKED.model_copy(update={"test_from": "2024-09-01", "folds": 2})
    turned = rows.assign(confirmed=np.where(rows["day"] >= "2024-09-01", 1 - rows["confirmed"], rows["confirmed"]))
    one, other = (backtest.run(each, asked, quick).rows.drop(columns="outcome") for each in (rows, turned))
    pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_only_the_part_set_aside_is_judged_and_choosing_happens_before_it(quick: Settings) -> None:
    test = backtest.run(table(), ASKED.model_copy(update={"test_from": "2024-09-01"}), quick)
    assert [block.judged for block in test.blocks] == [False, False, False, True]
    assert {row.block for row in figures.measure(test, quick)} == {"2024-09-01", figures.ALL}


def test_no_group_stands_on_both_sides(quick: Settings) -> None:
    rows = table()
    test = backtest.run(rows, ASKED.model_copy(update={"group": "household"}), quick)
    households = rows["household"].to_numpy()
    for block in test.blocks:
        assert not set(households[block.train]) & set(households[block.test])
        assert block.dropped > 0
    assert "household" not in test.columns


def test_a_column_written_after_the_verification_is_named_in_the_report(quick: Settings) -> None:
    rows = table()
    leaking = rows.assign(recovered=np.where(rows["confirmed"] == 1, 500.0, np.nan))
    test = backtest.run(leaking, ASKED, quick)
    assert [alarm.column for alarm in test.alarms] == ["recovered"]
    assert str(Report(test, figures.measure(test, quick))).startswith("LEAK ALARM: Where column recovered")


def test_columns_that_know_the_outcome_only_together_are_named_too(quick: Settings) -> None:
    rows, chance = table(), np.random.default_rng(4)
    one = chance.integers(0, 40, len(rows))
    leaking = rows.assign(found=one + rows["confirmed"] * chance.integers(1, 9, len(rows)), minor=one)
    named = {alarm.column for alarm in backtest.run(leaking, ASKED, quick).alarms}
    assert named
    assert named <= {"found", "minor"}


def test_rows_without_a_label_are_left_out_and_counted(quick: Settings) -> None:
    rows = table().assign(confirmed=lambda frame: frame["confirmed"].where(frame.index % 10 > 0))
    assert backtest.run(rows, ASKED, quick).unlabelled == 160


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"label": "outcome"}, "no column outcome"),
        ({"time": "when"}, "no column when"),
        ({"label": "amount"}, "neither 1 nor 0"),
        ({"yardsticks": ("kind",)}, "orders cases by a number"),
        ({"test_from": "2031-01-01"}, "leaves nothing on one side"),
        ({"test_from": "last spring"}, "no time as the table has them"),
        ({"time": "household", "test_from": "2024-09-01"}, "no time as the table has them"),
        ({"columns": ("confirmed",)}, "leave it out"),
        ({"time": "confirmed"}, "cannot be both"),
        ({"columns": ("county", "name")}, "No column is left to learn from .*county: it holds one value only"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(quick: Settings, change: dict, says: str) -> None:
    with pytest.raises(UnusableTable, match=says):
        backtest.run(table(200), ASKED.model_copy(update=change), quick)


@pytest.mark.parametrize(
    ("column", "cells", "says"),
    [
        ("day", ["2024-01-01", "31/12/2023"], "100 rows are no date"),
        ("day", ["Zhang San", "Li Si"], "has no order of time"),
        ("day", ["2024-1", "2024-Q4"], "has no order of time"),
        ("amount", [1.0, np.inf], "amount holds infinite numbers in 100 rows"),
    ],
)
def test_a_table_that_would_be_misread_is_refused_without_quoting_it(column: str, cells: list, says: str) -> None:
    with pytest.raises(UnusableTable, match=says) as said:
        cases.of_table(table(200).assign(**{column: cells * 100}), ASKED)
    assert "San" not in str(said.value)


@pytest.mark.slow
def test_a_header_may_hold_whatever_a_spreadsheet_does(quick: Settings) -> None:
    rows = table(400).rename(columns={"amount": '金额\n（元）, "净" [1]', "kind": "类别:😀", "day": "日 期"})
    found = backtest.run(rows, ASKED.model_copy(update={"time": "日 期", "folds": 1}), quick)
    assert {'金额\n（元）, "净" [1]', "类别:😀"} <= set(found.columns)


def test_text_that_leads_with_the_year_is_in_order() -> None:
    rows = table(200).assign(day=["2024-Q2", "2023-Q4"] * 100)
    assert cases.of_table(rows, ASKED).times == ("2023-Q4", "2024-Q2")


@pytest.mark.parametrize("written", ["2024-09-01", "2024/9/1", "20240901"])
def test_a_date_may_be_written_in_several_ways(written: str) -> None:
    rows = table(300)
    found = cases.of_table(rows, ASKED.model_copy(update={"test_from": written}))
    assert found.start is not None
    assert found.times[found.start] >= "2024-09-01" > found.times[found.start - 1]
    assert cases.before_test(rows, ASKED.model_copy(update={"test_from": written}))["day"].max() < pd.Timestamp(
        "2024-09-01"
    )


@pytest.mark.parametrize("kind", ["parquet", "csv", "xlsx"])
def test_a_table_says_the_same_in_every_kind_of_file(tmp_path: Path, quick: Settings, kind: str) -> None:
    rows, file = table(400), tmp_path / f"cases.{kind}"
    match kind:
        case "parquet":
            rows.to_parquet(file)
        case "csv":
            rows.to_csv(file, index=False)
        case "xlsx":
            rows.to_excel(file, index=False)
    asked = ASKED.model_copy(update={"folds": 1})
    read, given = (backtest.run(frame, asked, quick) for frame in (reading.read(file), rows))
    assert set(read.columns) == set(given.columns)
    np.testing.assert_allclose(read.rows["model"], given.rows["model"], rtol=0.02)


@pytest.mark.parametrize("kind", ["parquet", "xlsx"])
def test_a_table_that_cannot_be_read_is_refused_without_quoting_it(tmp_path: Path, kind: str) -> None:
    file = tmp_path / f"cases.{kind}"
    file.write_text("name,id\nZhang San,62280119800101\n")
    with pytest.raises(UnusableTable, match="save it again") as said:
        reading.read(file)
    assert "Zhang" not in str(said.value)


def test_the_same_backtest_writes_the_same_files(tmp_path: Path, walked: Backtest, quick: Settings) -> None:
    report = Report(walked, figures.measure(walked, quick))
    for folder in ("one", "two"):
        results.keep(tmp_path / folder, str(report), report.answer(), report.rows)
    for name in ("report.json", "scores.parquet"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


@pytest.mark.slow
def test_a_number_missing_only_in_what_is_scored_is_unknown_and_not_nought(quick: Settings) -> None:
    rows = table().assign(amount=lambda frame: frame["amount"].fillna(300.0))
    later = rows["day"] >= "2024-09-01"
    rows["risky_low"] = np.where(rows["confirmed"] == 1, 5.0, 60.0) + np.random.default_rng(2).normal(0, 30, len(rows))
    asked = ASKED.model_copy(update={"test_from": "2024-09-01", "folds": 2})
    blank = rows.assign(risky_low=rows["risky_low"].where(~later))
    zeros = rows.assign(risky_low=rows["risky_low"].where(~later, 0.0))
    unknown, nought = (backtest.run(each, asked, quick).rows for each in (blank, zeros))
    judged = unknown["judged"]
    assert unknown.loc[judged, "model"].mean() < 0.8 * nought.loc[judged, "model"].mean()
