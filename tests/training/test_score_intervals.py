import numpy as np

from training.estimators import score_intervals
from training.estimators.score_intervals import ALIKE

Vector = np.ndarray


def drawn(cases: int, seed: int, off: float = 0.0) -> tuple[Vector, Vector, Vector]:
    """Probabilities, outcomes drawn from them (on the log-odds moved by `off`), and every case a group of its own."""
    chance = np.random.default_rng(seed)
    probability = chance.beta(1.2, 4, cases)
    odds = np.log(probability / (1 - probability)) + off
    return probability, (chance.random(cases) < 1 / (1 + np.exp(-odds))).astype(float), np.arange(cases)


def test_the_probability_itself_lies_within() -> None:
    found = score_intervals.fit(*drawn(1500, 2))
    assert found is not None
    asked = np.linspace(0.001, 0.999, 101)
    low, high = found.of(asked)
    assert ((low <= asked) & (asked <= high)).all()


def test_where_probabilities_are_off_the_interval_reaches_to_what_was_found_nearly_as_often_as_it_says() -> None:
    true = 1 / (1 + np.exp(-(np.log(0.3 / 0.7) + 0.8)))
    reached = []
    for seed in range(60):
        found = score_intervals.fit(*drawn(1500, seed, off=0.8))
        assert found is not None
        low, high = found.of(np.array([0.3]))
        reached.append(low[0] <= true <= high[0])
    assert np.mean(reached) > 0.8


def test_the_reddest_are_as_unsure_as_the_reddest_tested() -> None:
    found = score_intervals.fit(*drawn(800, 3))
    assert found is not None
    low, high = found.of(np.array([0.9, 0.97]))
    assert (low < high).all()
    assert (high < 1).all()
    assert low[0] < low[1]


def test_cases_that_fall_together_say_less() -> None:
    probability, outcomes, alone = drawn(2000, 5)
    apart, together = (score_intervals.fit(probability, outcomes, groups) for groups in (alone, alone // 8))
    assert apart is not None
    assert together is not None
    ends = [found.of(np.array([0.2])) for found in (apart, together)]
    assert ends[1][1][0] - ends[1][0][0] > ends[0][1][0] - ends[0][0][0]


def test_too_few_cases_give_no_interval() -> None:
    assert score_intervals.fit(*drawn(ALIKE - 1, 1)) is None
