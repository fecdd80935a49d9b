from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from records.home import Home
from training import pointers, prior, prior_folder
from training.errors import DamagedBundle
from training.prior import PriorBundle
from training.settings import Settings

MakeFeatures = Callable[[int, int], pd.DataFrame]


def awards(*bands: tuple[float, float]) -> pd.DataFrame:
    """Awards by the bands of two rules."""
    table = pd.DataFrame(bands, columns=["band_dead", "band_twice"])
    return table.assign(rules_hit=(table > 0).sum(axis=1), age=60.0, amount=500.0).astype(float)


@pytest.fixture
def fitted(make_features: MakeFeatures, quick: Settings) -> PriorBundle:
    return prior.unfitted("c1").fitted(make_features(500, 3), ("age", "amount"), quick)


@pytest.mark.parametrize("with_forest", [False, True])
def test_the_prior_ranks_bands_in_order_and_two_hits_above_one(with_forest: bool, fitted: PriorBundle) -> None:
    chosen = fitted if with_forest else prior.unfitted("c1")
    found = chosen.score(awards((0, 0), (1, 0), (1, 1), (2, 0), (2, 1), (3, 0), (3, 3)))["probability"]
    assert found.is_monotonic_increasing
    assert found.is_unique


def test_the_oddest_pattern_never_lifts_an_award_above_the_next_band(fitted: PriorBundle) -> None:
    asked = awards((1, 0), (2, 0))
    asked.loc[0, ["age", "amount"]] = [500.0, 1e7]
    found = fitted.score(asked)["probability"]
    assert found[0] < found[1]


def test_among_equal_bands_the_odder_pattern_comes_first(fitted: PriorBundle) -> None:
    asked = awards((1, 0), (1, 0))
    asked.loc[1, ["age", "amount"]] = [500.0, 1e7]
    found = fitted.score(asked)["probability"]
    assert found[1] > found[0]


def test_a_rule_that_did_not_run_says_nothing() -> None:
    found = prior.unfitted("c1").score(awards((np.nan, 2), (0, 2)))["probability"]
    assert found[0] == found[1]


def test_it_says_that_it_is_a_prior_and_no_measurement() -> None:
    unfitted = prior.unfitted("c1")
    assert unfitted.is_prior
    assert "先验" in unfitted.note
    assert "no measurement" in unfitted.note


def test_the_parts_add_up_to_the_score(fitted: PriorBundle) -> None:
    asked = awards((0, 0), (3, 1))
    odds = fitted.explain(asked).sum(axis=1)
    np.testing.assert_allclose(1 / (1 + np.exp(-odds)), fitted.score(asked)["probability"])


def test_a_kept_prior_scores_the_same_and_a_flipped_byte_is_refused(home: Home, fitted: PriorBundle) -> None:
    name = prior_folder.save(fitted, home.models)
    pointers.write(home, "PRIOR", name)
    loaded = prior_folder.load(home.models / name)
    pd.testing.assert_frame_equal(loaded.score(awards((1, 0))), fitted.score(awards((1, 0))))
    assert prior_folder.save(fitted, home.models) == name
    file = home.models / name / "prior.json"
    file.write_text(file.read_text().replace("0.4", "0.9"))
    with pytest.raises(DamagedBundle):
        prior_folder.load(home.models / name)
