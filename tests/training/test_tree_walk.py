"""Walking the trees gives LightGBM's own numbers, to the last bit, or says that it cannot."""

import lightgbm as lgb
import numpy as np
import pytest
from numpy.typing import NDArray

from training.estimators import tree_walk
from training.estimators.tree_walk import Unwalkable

Table = NDArray[np.float64]


def table(rows: int, unknown: bool = True) -> Table:
    """Columns of small numbers, of fractions on both sides of zero, and of one lone value in five."""
    chance = np.random.default_rng(3)
    values = np.column_stack(
        [chance.integers(0, 9, rows), chance.normal(size=rows), (chance.random(rows) < 0.2) * 1.0]
    ).astype(np.float64)
    if unknown:
        values[chance.random(values.shape) < 0.3] = np.nan
    return values


def model(values: Table, **choices: int) -> lgb.Booster:
    """Twenty trees on a target that depends on everything, the unknown included."""
    target = (np.nan_to_num(values[:, 0], nan=7) > 4) ^ (np.nan_to_num(values[:, 1], nan=-3) < 0)
    parameters = {"objective": "binary", "verbose": -1, "num_threads": 1, "min_data_in_leaf": 3, **choices}
    return lgb.train(parameters, lgb.Dataset(values, label=target.astype(float)), num_boost_round=20)


@pytest.mark.parametrize("leaves", [2, 7, 8, 9, 16])
@pytest.mark.parametrize("unknown", [True, False])
def test_no_bit_differs_however_many_leaves_and_whatever_is_unknown(leaves: int, unknown: bool) -> None:
    booster = model(table(600, unknown), num_leaves=leaves)
    asked = np.vstack([table(tree_walk.BLOCK + 1), np.zeros((1, 3)), np.full((1, 3), np.nan)])
    walked = tree_walk.prepared((booster, booster)).log_odds(asked)
    np.testing.assert_array_equal(walked[0], booster.predict(asked, raw_score=True))
    np.testing.assert_array_equal(walked[0], walked[1])


def test_a_value_on_the_cut_itself_goes_left_as_in_lightgbm() -> None:
    booster = model(table(600), num_leaves=8)
    cuts = tree_walk.prepared((booster,)).cuts[1]
    asked = np.column_stack([np.full(len(cuts), 3.0), cuts, np.zeros(len(cuts))])
    asked = np.vstack([asked, asked + np.spacing(np.abs(asked)), asked - np.spacing(np.abs(asked))])
    walked = tree_walk.prepared((booster,)).log_odds(asked)[0]
    np.testing.assert_array_equal(walked, booster.predict(asked, raw_score=True))


def test_trees_with_more_leaves_than_bits_are_left_to_lightgbm() -> None:
    with pytest.raises(Unwalkable):
        tree_walk.prepared((model(table(600), num_leaves=31),))


def test_a_question_about_categories_is_left_to_lightgbm() -> None:
    values = table(600, unknown=False)
    data = lgb.Dataset(values, label=values[:, 0] % 2, categorical_feature=[0])
    booster = lgb.train({"objective": "binary", "verbose": -1, "num_leaves": 4}, data, num_boost_round=5)
    with pytest.raises(Unwalkable):
        tree_walk.prepared((booster,))
