import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.evaluation import intervals, metrics
from training.settings import Bootstrap

OUTCOMES = np.array([1.0, 0.0, 1.0, 0.0])
SCORES = np.array([0.9, 0.8, 0.7, 0.1])


def test_average_precision_is_the_mean_precision_at_each_confirmed_case() -> None:
    assert metrics.average_precision(SCORES, OUTCOMES) == pytest.approx((1 / 1 + 2 / 3) / 2)


def test_auc_is_the_share_of_pairs_in_the_right_order() -> None:
    assert metrics.auc(SCORES, OUTCOMES) == pytest.approx(3 / 4)


def test_precision_recall_and_yuan_look_at_the_first_cases_only() -> None:
    yuan = np.array([100.0, np.nan, np.nan, 5.0])
    assert metrics.precision_at(SCORES, OUTCOMES, 2) == 0.5
    assert metrics.recall_at(SCORES, OUTCOMES, 2) == 0.5
    assert metrics.yuan_at(SCORES, OUTCOMES, yuan, 4) == 100.0


def test_calibration_error_is_the_mean_gap_over_bins() -> None:
    probabilities = np.array([0.1, 0.1, 0.6, 0.6])
    outcomes = np.array([0.0, 0.0, 1.0, 0.0])
    assert metrics.calibration_error(probabilities, outcomes, bins=2) == pytest.approx((0.1 + 0.1) / 2)


def test_chance_alone_gives_perfect_probabilities_an_error_that_shrinks_with_cases() -> None:
    few = metrics.calibration_by_chance(np.full(100, 0.2), seed=1)
    many = metrics.calibration_by_chance(np.full(10_000, 0.2), seed=1)
    assert few > 0.05 > many > 0


def test_brier_is_the_mean_squared_gap() -> None:
    assert metrics.brier(np.array([0.5, 1.0]), np.array([0.0, 1.0])) == pytest.approx(0.125)


def test_equal_scores_are_counted_worst() -> None:
    tied = np.zeros(4)
    assert metrics.average_precision(tied, OUTCOMES) == pytest.approx((1 / 3 + 2 / 4) / 2)
    assert metrics.auc(tied, OUTCOMES) == 0.0
    assert metrics.precision_at(tied, OUTCOMES, 2) == 0.0


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.5, 0.9]), st.booleans()), min_size=2, max_size=30))
def test_breaking_ties_can_only_help(pairs: list[tuple[float, bool]]) -> None:
    scores = np.array([score for score, _ in pairs])
    outcomes = np.array([float(found) for _, found in pairs])
    broken = scores + np.random.default_rng(0).random(len(pairs)) * 0.01
    if outcomes.any():
        assert metrics.average_precision(broken, outcomes) >= metrics.average_precision(scores, outcomes) - 1e-12


def test_nothing_confirmed_is_not_measured_rather_than_zero() -> None:
    assert np.isnan(metrics.average_precision(SCORES, np.zeros(4)))
    assert np.isnan(metrics.recall_at(SCORES, np.zeros(4), 2))


def test_an_interval_holds_the_value_and_is_wider_when_cases_are_tied_in_groups() -> None:
    chance = np.random.default_rng(3)
    scores = np.repeat(chance.random(40), 5)
    outcomes = np.repeat((chance.random(40) < 0.3).astype(float), 5)
    choices = Bootstrap(rounds=200, level=0.9)
    alone, tied = (
        draws.interval(draws.along(scores, outcomes, lambda order: metrics.precision_along(outcomes[order])))
        for groups in (np.arange(200), np.repeat(np.arange(40), 5))
        for draws in [intervals.by_group(groups, choices, 1)]
    )
    assert tied.low <= metrics.average_precision(scores, outcomes) <= tied.high
    assert tied.high - tied.low > alone.high - alone.low


def test_a_draw_measures_what_the_drawn_cases_themselves_would_give() -> None:
    chance = np.random.default_rng(4)
    scores, outcomes = chance.choice([0.2, 0.5, 0.8], 60), (chance.random(60) < 0.4).astype(float)
    draws = intervals.by_group(np.arange(60) // 3, Bootstrap(rounds=5, level=0.9), 2)
    along = draws.along(scores, outcomes, lambda order: metrics.precision_along(outcomes[order]))
    for value, count in zip(along, draws.counts, strict=True):
        rows = np.repeat(np.arange(60), count)
        assert value == pytest.approx(metrics.average_precision(scores[rows], outcomes[rows]))
