import numpy as np
import pytest

from training.estimators import calibration
from training.estimators.calibration import WAYS, Way
from training.evaluation import metrics


def overconfident(cases: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Scores twice as sure as they should be, and what was found."""
    chance = np.random.default_rng(seed)
    odds = chance.normal(-1.2, 1, cases)
    found = (chance.random(cases) < calibration.sigmoid(odds)).astype(float)
    return 2 * odds, found


@pytest.mark.parametrize("way", [way for way in WAYS if way != "none"])
def test_every_way_brings_overconfident_scores_nearer_to_what_is_found(way: Way) -> None:
    scores, found = overconfident(3000)
    later, later_found = overconfident(3000, seed=2)
    before = metrics.calibration_error(calibration.sigmoid(later), later_found)
    after = metrics.calibration_error(calibration.fit(way, scores, found).probability(later), later_found)
    assert after < before / 2


@pytest.mark.parametrize("way", WAYS)
def test_no_way_changes_the_order_or_leaves_zero_to_one(way: Way) -> None:
    fitted = calibration.fit(way, *overconfident(500))
    found = fitted.probability(np.linspace(-12, 12, 200))
    assert (np.diff(found) >= 0).all()
    assert 0 < found.min() <= found.max() < 1


def test_with_few_cases_no_steps_are_chosen_and_with_none_the_sigmoid() -> None:
    few = (*overconfident(100), *overconfident(100, seed=2))
    assert calibration.choose([few]) in ("none", "sigmoid", "beta")
    assert calibration.choose([]) == "sigmoid"


def test_the_way_that_did_best_forward_is_chosen() -> None:
    assert calibration.choose([(*overconfident(800), *overconfident(800, seed=2))]) != "none"


def test_with_a_handful_of_cases_the_scores_stay_nearly_as_they_are() -> None:
    fitted = calibration.fit("sigmoid", np.array([0.0, 1.0]), np.array([0.0, 1.0]))
    assert 0.5 < fitted.numbers[0] < 2
