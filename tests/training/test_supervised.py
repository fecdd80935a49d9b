import numpy as np
import pandas as pd

from training import settings
from training.estimators import supervised


def test_a_value_never_missing_where_trees_learned_is_not_taken_for_zero_when_it_is() -> None:
    age = np.random.default_rng(3).uniform(20, 90, 800)
    young = (age < 50).astype(float)
    features = pd.DataFrame({"age": age, "amount": np.random.default_rng(4).normal(0, 1, 800)})
    choices = settings.default().trees.model_copy(update={"rounds": 60, "seeds": 2})
    fitted = supervised.fit(features, young, {}, choices, seed=1)
    newborn, unknown, old = fitted.log_odds(pd.DataFrame({"age": [0.0, np.nan, 80.0], "amount": [0.0, 0.0, 0.0]}))
    assert old < unknown < newborn
