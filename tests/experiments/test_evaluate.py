from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.evaluate import UnusableQueue, average_precision, best_reachable, main, measure

GUILTY = np.array([True, False, True, False, False, False, False, False, False, False])


def truth(**columns: object) -> pd.DataFrame:
    people = [f"99112219600101{n:03d}X" for n in range(len(GUILTY))]
    probability = np.where(GUILTY, 0.9, 0.1)
    frame = pd.DataFrame({"resident_id": people, "programme": "dibao", "probability": probability, "guilty": GUILTY})
    return frame.assign(**{"open": True, **columns})


def queue(score: object, rows: slice = slice(None)) -> pd.DataFrame:
    return truth()[["resident_id", "programme"]].assign(score=score).iloc[rows]


def test_the_true_order_reaches_the_best_that_can_be_reached() -> None:
    ranking = measure(queue(np.where(GUILTY, 0.9, 0.1)), truth())
    assert ranking == best_reachable(truth())
    assert ranking.average_precision == 1
    assert ranking.top_tenth == 1
    assert ranking.calibration_error == pytest.approx(0.1)


def test_equal_scores_put_the_innocent_first() -> None:
    ranking = measure(queue(0.5), truth())
    assert ranking.average_precision == pytest.approx((1 / 9 + 2 / 10) / 2)
    assert ranking.top_tenth == 0


def test_suspects_that_the_queue_does_not_hold_stand_last() -> None:
    score = np.where(GUILTY, 0.9, 0.1)
    ranking = measure(queue(score, slice(1, None)), truth())
    assert ranking.missing == 1
    assert ranking.average_precision == pytest.approx((1 + 2 / 10) / 2)


def test_what_has_been_verified_and_what_is_no_suspect_does_not_count() -> None:
    verified = truth(open=[False, False, *[True] * 8])
    stranger = pd.DataFrame({"resident_id": ["991122197001011234"], "programme": ["dibao"], "score": [1.0]})
    ranking = measure(pd.concat([stranger, queue(np.where(GUILTY, 0.9, 0.1))]), verified)
    assert ranking.suspects == 8
    assert ranking.average_precision == 1


def test_ids_are_the_same_in_lower_case_and_programmes_are_not_mixed_up() -> None:
    score = np.where(GUILTY, 0.9, 0.1)
    lower = queue(score).assign(resident_id=lambda f: f["resident_id"].str.lower())
    assert measure(lower, truth()).missing == 0
    assert measure(queue(score).assign(programme="tekun"), truth()).missing == len(GUILTY)


def test_a_worse_order_scores_lower() -> None:
    score = np.linspace(1, 0, len(GUILTY))
    assert average_precision(score, GUILTY) > average_precision(score[::-1].copy(), GUILTY)


@pytest.mark.parametrize(
    ("bad", "word"),
    [(queue(0.5).drop(columns="score"), "score"), (queue(0.5).assign(resident_id="9911**********1234"), "--reveal")],
)
def test_a_queue_that_cannot_be_measured_says_why(bad: pd.DataFrame, word: str) -> None:
    with pytest.raises(UnusableQueue, match=word):
        measure(bad, truth())


def test_the_command_prints_both_rankings_or_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    queue(0.5).to_parquet(tmp_path / "q.parquet")
    truth().to_parquet(tmp_path / "t.parquet")
    assert main([str(tmp_path / "q.parquet"), str(tmp_path / "t.parquet")]) == 0
    assert "average precision" in capsys.readouterr().out
    assert main([str(tmp_path / "none.parquet"), str(tmp_path / "t.parquet")]) == 1
    assert "none.parquet" in capsys.readouterr().err
    (tmp_path / "q.parquet").write_text("no parquet")
    assert main([str(tmp_path / "q.parquet"), str(tmp_path / "t.parquet")]) == 1
    assert "parquet" in capsys.readouterr().err
