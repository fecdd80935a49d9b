import numpy as np

from training.estimators import log_loss, stacking
from training.estimators.calibration import sigmoid


def scored(rows: int = 2000) -> tuple[np.ndarray, np.ndarray]:
    """Two models that each know one half of the truth, and one that knows nothing."""
    chance = np.random.default_rng(1)
    halves = chance.normal(size=(rows, 2))
    found = (chance.random(rows) < sigmoid(halves.sum(axis=1) - 1)).astype(float)
    return np.column_stack([halves, chance.normal(size=rows)]), found


def test_what_each_model_knows_is_weighed_and_what_none_knows_is_not() -> None:
    scores, found = scored()
    stack = stacking.fit(scores, found)
    assert min(stack.weights[:2]) > 0.7
    assert stack.weights[2] < 0.2
    assert stack.shift < -0.5


def test_a_model_that_is_wrong_gets_little_weight_and_never_a_negative_one() -> None:
    scores, found = scored()
    right, wrong = stacking.fit(np.column_stack([scores[:, 0], -scores[:, 0]]), found).weights
    assert 0 <= wrong < right / 4


def test_the_stack_loses_less_than_the_mean_and_than_any_single_model() -> None:
    scores, found = scored()
    options = [stacking.equal(3).log_odds(scores), *scores.T]
    losses = [log_loss.of_each(option, found).mean() for option in options]
    assert log_loss.of_each(stacking.fit(scores, found).log_odds(scores), found).mean() < min(losses)


def test_from_a_handful_of_cases_the_weights_hardly_move() -> None:
    scores, found = scored(20)
    assert np.abs(np.asarray(stacking.fit(scores, found).weights) - 1 / 3).max() < 0.25
