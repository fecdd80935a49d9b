from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from experiments.county import TIDY, County, write
from experiments.county.guilt import expected_precision, probabilities
from experiments.evaluate import average_precision


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    style = replace(TIDY, batches=1)
    return write(tmp_path_factory.mktemp("county"), 12_000, style=style).truth


@pytest.mark.parametrize(("base_rate", "reachable"), [(0.2, 0.65), (0.036, 0.4), (0.4, 0.8)])
def test_probabilities_have_the_wanted_base_rate_and_the_wanted_best_ranking(
    base_rate: float, reachable: float
) -> None:
    log_odds = np.random.default_rng(1).normal(size=3000)
    probability = probabilities(log_odds, base_rate, reachable)
    assert probability.mean() == pytest.approx(base_rate, abs=1e-6)
    assert expected_precision(probability) == pytest.approx(reachable, abs=1e-6)
    assert (np.argsort(probability) == np.argsort(log_odds)).all()


def test_the_expected_precision_is_what_draws_give_on_average() -> None:
    rng = np.random.default_rng(2)
    probability = rng.beta(0.5, 2, 800)
    drawn = [average_precision(probability, rng.random(800) < probability) for _ in range(200)]
    assert np.mean(drawn) == pytest.approx(expected_precision(probability), abs=0.02)


def test_guilt_is_drawn_from_the_stated_probability(truth: pd.DataFrame) -> None:
    groups = pd.qcut(truth["probability"], 6)
    for _, group in truth.groupby(groups, observed=True):
        noise = np.sqrt((group["probability"] * (1 - group["probability"])).sum()) / len(group)
        assert abs(group["guilty"].mean() - group["probability"].mean()) < 4 * noise


def test_some_suspects_are_almost_surely_innocent_and_some_almost_surely_guilty(truth: pd.DataFrame) -> None:
    assert (truth["probability"] < 0.05).mean() > 0.2
    assert (truth["probability"] > 0.7).mean() > 0.01


def test_several_contradictions_weigh_more_than_one(truth: pd.DataFrame) -> None:
    several = truth["kinds"].str.contains(",")
    assert truth.loc[several, "probability"].mean() > 1.4 * truth.loc[~several, "probability"].mean()


def test_no_kind_alone_tells_guilt(truth: pd.DataFrame) -> None:
    alone = truth[~truth["kinds"].str.contains(",")]
    rates = alone.groupby("kinds")["probability"].agg(["mean", "size"]).query("size >= 20")["mean"]
    assert len(rates) > 8
    assert rates.max() < 0.75
    assert rates.max() > 2 * rates.min()


def test_what_is_open_is_like_what_was_dispatched(county: County) -> None:
    open_, sent = county.truth[county.truth["open"]], county.truth[~county.truth["open"]]
    assert abs(open_["probability"].mean() - sent["probability"].mean()) < 0.08
