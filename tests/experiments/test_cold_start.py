from pathlib import Path

import pytest

from experiments import cold_start
from training import settings


@pytest.mark.slow
def test_on_the_way_to_many_labels_nothing_is_ranked_worse_than_by_the_rules_rates(tmp_path: Path) -> None:
    home, truth = cold_start.prepared(tmp_path, seed=11, people=12_000)
    default = settings.default()
    small = default.model_copy(update={"trees": default.trees.model_copy(update={"rounds": 80, "seeds": 2})})
    found = cold_start.curve(home, truth, small, labels=(0, 200, 10**6)).set_index("labels")
    assert list(found.index) == [0, 200]  # so many as the last are never reached
    assert found["known"].tolist()[0] == 0
    assert (found["best"] > found["ranking"]).all()
    assert (found["ranking"] > found["rule_rate"]).all()
    assert cold_start.picture(found.reset_index()).startswith("<svg")
