"""Drawing a batch: the best by score, a share at random, and probabilities that are exactly those of the dice."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest

from training.errors import MoreNamedThanVisits
from training.visits import exploration, sampling
from training.visits.exploration import Draw, Exploration

TOWNSHIPS = 3


def awards(count: int = 120, flagged: int = 40, seed: int = 1) -> pd.DataFrame:
    """Best first; the first are flagged; places in turn."""
    chance = np.random.default_rng(seed)
    score = np.sort(np.concatenate([chance.uniform(0.05, 0.9, flagged), np.full(count - flagged, 0.01)]))[::-1]
    return pd.DataFrame(
        {"score": score, "flagged": np.arange(count) < flagged, "place": np.arange(count) % TOWNSHIPS, "named": ""},
        index=pd.RangeIndex(1000, 1000 + count),
    )


def drawn(table: pd.DataFrame, capacity: int | Mapping[int, int], seed: int = 5, share: float = 0.2) -> Draw:
    return exploration.draw(table, capacity, seed, Exploration(share=share))


def test_the_best_go_and_the_wanted_share_is_random() -> None:
    picked = drawn(awards(), 20).picked
    assert (picked["why"] == "random").sum() == 4
    assert picked.index[picked["why"] == "top"].tolist() == awards().index[:16].tolist()
    assert (picked.loc[picked["why"] == "top", "inclusion"] == 1).all()


def test_the_same_seed_picks_the_same_and_another_seed_does_not() -> None:
    once, again, other = (drawn(awards(), 20, seed).picked for seed in (5, 5, 6))
    pd.testing.assert_frame_equal(once, again)
    assert set(once.index) != set(other.index)


def test_no_township_gets_more_visits_than_it_can_make_and_none_is_lost() -> None:
    for seed in range(20):
        picked = drawn(awards(), {0: 7, 1: 3, 2: 0}, seed).picked
        assert picked["place"].value_counts().to_dict() == {0: 7, 1: 3}


def in_houses(table: pd.DataFrame) -> pd.DataFrame:
    """Two awards to a house, five houses to a village; of a few nobody knows where they are."""
    at = np.random.default_rng(3).permutation(len(table))
    return table.assign(house=np.where(at % 11 == 0, -1, at // 2), village=np.where(at % 13 == 0, -1, at // 10))


def test_a_second_case_of_a_house_goes_before_a_slightly_better_one_elsewhere_and_never_before_a_far_better_one() -> (
    None
):
    table = pd.DataFrame(
        {"score": [0.9, 0.8, 0.30, 0.28, 0.27, 0.1], "flagged": True, "place": 0, "named": "",
         "village": [1, 2, 3, 1, 4, 2], "house": [10, 20, 30, 11, 40, 20]}
    )  # fmt: skip
    picked = exploration.draw(table, 3, 1, Exploration(share=0)).picked
    assert set(picked.index) == {0, 1, 3}  # 28 % in a village that is visited anyway, not 30 % alone
    assert (picked["inclusion"] == 1).all()
    assert set(exploration.draw(table.drop(columns=["village", "house"]), 3, 1, Exploration(share=0)).picked.index) == {
        0, 1, 2,
    }  # fmt: skip


def test_random_visits_fall_more_often_where_somebody_goes_anyway_and_nobody_is_out_of_reach() -> None:
    table = in_houses(awards(600, 200))
    near, rounds = 0, 60
    for seed in range(rounds):
        picked = drawn(table, 40, seed).picked
        route = set(table.loc[picked.index[picked["why"] == "top"], "village"]) - {-1}
        near += table.loc[picked.index[picked["why"] == "random"], "village"].isin(route).sum()
    share = table["village"].isin(route).mean()
    assert near / (8 * rounds) > 1.3 * share


@pytest.mark.slow
@pytest.mark.parametrize("capacity", [11, {0: 6, 1: 4, 2: 5}])
@pytest.mark.parametrize("trips", [False, True])
def test_every_award_is_picked_as_often_as_its_probability_says(capacity: int | Mapping[int, int], trips: bool) -> None:
    table, draws = in_houses(awards(40, 20)) if trips else awards(40, 20), 400
    count, said = pd.Series(0.0, table.index), pd.Series(np.nan, table.index)
    for seed in range(draws):
        picked = drawn(table, capacity, seed, share=0.15).picked
        count[picked.index] += 1
        said[picked.index] = picked["inclusion"]
    off = (count / draws - said) / np.sqrt(said * (1 - said) / draws).clip(lower=1e-9)
    assert said.notna().all()  # nobody is out of reach, flagged or not
    assert (count[said == 1] == draws).all()
    assert off[said < 1].abs().max() < 4.5
    assert isinstance(capacity, int) or said.between(0.3, 0.99).any()  # just inside the cut, or just outside


def test_weights_of_the_random_ones_add_up_to_the_awards_they_stand_for() -> None:
    table = awards(3000, 500)
    sums = [(1 / drawn(table, 60, seed).picked["inclusion"]).sum() for seed in range(60)]
    assert np.mean(sums) == pytest.approx(3000, rel=0.05)
    assert drawn(table, 60).population["awards"].sum() == 3000


def test_named_awards_go_for_certain_and_count_as_visits() -> None:
    table = awards()
    table.loc[1100, "named"], table.loc[1050, "named"] = "tip", "hand_picked"
    picked = drawn(table, 20).picked
    assert picked.loc[1100, ["why", "inclusion"]].tolist() == ["tip", 1.0]
    assert picked.loc[1050, "why"] == "hand_picked"
    assert len(picked) == 20


def test_more_named_than_visits_is_refused_with_the_township() -> None:
    table = awards()
    table.loc[[1000, 1003, 1006], "named"] = "tip"
    with pytest.raises(MoreNamedThanVisits, match="3 awards are named in 0, and only 2"):
        drawn(table, {0: 2})


def test_unflagged_awards_are_drawn_too_but_do_not_take_all_the_dice() -> None:
    picked = drawn(awards(3000, 500), 400).picked
    randoms = picked[picked["why"] == "random"]
    assert 0.4 < randoms["flagged"].mean() < 0.6


def test_without_exploration_only_the_best_go() -> None:
    assert set(drawn(awards(), 20, share=0.0).picked["why"]) == {"top"}


def test_where_everybody_can_be_visited_everybody_is_for_certain() -> None:
    picked = drawn(awards(15, 5), 20).picked
    assert len(picked) == 15
    assert (picked["inclusion"] == 1).all()


def test_chances_never_pass_one_and_sum_to_the_picks() -> None:
    found = sampling.chances(np.array([100.0, 1.0, 1.0, 1.0, 1.0]), 3)
    assert found[0] == 1.0
    assert found.sum() == pytest.approx(3)
