import numpy as np
import pandas as pd
import pytest

from training.evaluation import leaks

ROWS = 1200


@pytest.fixture
def found() -> np.ndarray:
    return (np.random.default_rng(5).random(ROWS) < 0.2).astype(float)


def honest(found: np.ndarray) -> pd.DataFrame:
    """Strong columns as a good county has them: a rule right in 92 of 100 cases, a score with an area of 0.9."""
    chance = np.random.default_rng(6)
    dead = np.where(found == 1, chance.random(ROWS) < 0.5, chance.random(ROWS) < 0.5 * 0.25 * 8 / 92)
    return pd.DataFrame(
        {
            "dead": dead.astype(float),
            "months_after": np.where(dead, chance.integers(1, 30, ROWS), np.nan),
            "strong": found * 1.8 + chance.normal(size=ROWS),
            "noise": chance.normal(size=ROWS),
            "township": chance.choice(["a", "b", "c"], ROWS),
            "empty": np.nan,
            "constant": 1.0,
        }
    )


def named(features: pd.DataFrame, found: np.ndarray) -> list[str]:
    return [alarm.column for alarm in leaks.alarms(features, found)]


def test_honest_columns_however_strong_ring_no_alarm(found: np.ndarray) -> None:
    assert named(honest(found), found) == []


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(
            lambda found, chance: np.where(found == 1, chance.lognormal(7, 1, ROWS), np.nan), id="only filled"
        ),
        pytest.param(
            lambda found, chance: np.where(found == 1, chance.lognormal(7, 1, ROWS), 0.0), id="zero elsewhere"
        ),
        pytest.param(
            lambda found, chance: np.where((found == 1) & (chance.random(ROWS) < 0.4), 1.0, np.nan),
            id="filled for some",
        ),
        pytest.param(
            lambda found, chance: np.where(found == 0, "closed", chance.choice(["a", "b"], ROWS)), id="a word"
        ),
        pytest.param(lambda found, chance: 3 * found + chance.normal(size=ROWS), id="a number"),
        pytest.param(lambda found, chance: -3 * found + chance.normal(size=ROWS), id="a number the other way round"),
        pytest.param(
            lambda found, chance: (
                pd.Timestamp("2024-01-01") + pd.to_timedelta(40 * found + chance.integers(0, 45, ROWS), unit="D")
            ),
            id="a date",
        ),
    ],
)
def test_a_column_written_after_the_verification_is_named(found: np.ndarray, written) -> None:
    table = honest(found).assign(written=written(found, np.random.default_rng(7)))
    assert named(table, found) == ["written"]


def test_the_sentence_names_the_column_and_says_what_to_do(found: np.ndarray) -> None:
    said = leaks.alarms(pd.DataFrame({"recovered": np.where(found == 1, 5.0, np.nan)}), found)[0]
    assert said.column in said.sentence
    assert "drop it" in said.sentence


def test_text_values_are_never_shown_since_they_may_be_names(found: np.ndarray) -> None:
    table = pd.DataFrame({"remark": np.where(found == 1, "Zhang San", "Li Si")})
    said = leaks.alarms(table, found)
    assert [alarm.column for alarm in said] == ["remark"]
    assert "Zhang" not in said[0].sentence
    assert "Li" not in said[0].sentence


def test_with_a_handful_of_outcomes_nothing_is_said() -> None:
    found = np.array([1.0] * 9 + [0.0] * 9)
    assert leaks.alarms(pd.DataFrame({"same": found}), found) == []
