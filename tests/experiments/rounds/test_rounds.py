"""Rounds of train, dispatch, verify in a small county whose truth is known."""

import numpy as np
import pytest

from experiments.rounds import report
from experiments.rounds.__main__ import both, plans
from experiments.rounds.county import Table, table
from experiments.rounds.run import run
from training import settings


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Table:
    return table(tmp_path_factory.mktemp("rounds"), 5000, 602, settings.default())


@pytest.mark.slow
def test_the_naive_recall_is_flattering_and_the_weighted_one_is_near_the_truth(county: Table) -> None:
    # Explores more than usual, so that few runs of few rounds tell.
    asked = plans(rounds=5, visits=60, share=0.25)
    found = [both(county, asked, seed) for seed in range(4)]
    estimates = report.estimated([with_ for _, with_ in found])
    recall = estimates[estimates["figure"] == "recall"]
    assert (recall["naive"] > recall["truth"] + 0.3).all()
    assert ((recall["value"] - recall["truth"]).abs() < recall["naive"] - recall["truth"]).all()
    assert (recall["low"] <= recall["high"]).all()
    assert all(without.cases["why"].eq("top").all() for without, _ in found)
    assert np.mean([without.confirmed - with_.confirmed for without, with_ in found]) > 0  # it is not for nothing


@pytest.mark.slow
def test_a_run_is_the_same_again_from_the_same_seed(county: Table) -> None:
    plan = plans(rounds=3, visits=60, share=0.1)[1]
    first, again = run(county, plan, 5), run(county, plan, 5)
    assert first.cases.equals(again.cases)
    assert not first.cases["position"].duplicated().any()  # nobody is visited twice
