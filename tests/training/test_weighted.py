"""Estimates by weight: near the truth where the naive figure is not, and honest where little came back."""

import numpy as np
import pandas as pd
import pytest

from training.visits import exploration, weighted
from training.visits.exploration import Exploration
from training.visits.weighted import Estimates

GUILTY_IN_TOP, GUILTY_IN_REST = 0.5, 0.15


def visited(seed: int, rounds: int = 6) -> tuple[pd.DataFrame, pd.DataFrame, float]:
    """Cases of several batches from one county, what they were drawn from, and the true recall of the tops."""
    chance = np.random.default_rng(seed)
    flagged = np.arange(4000) < 800
    score = np.sort(np.where(flagged, chance.uniform(0.05, 0.6, 4000), 0.01))[::-1]
    guilty = chance.random(4000) < np.where(flagged, score, 0.001)
    awards = pd.DataFrame({"score": score, "flagged": flagged, "place": 0, "named": ""})
    cases, populations, top, there = [], [], 0, 0
    for number in range(rounds):
        draw = exploration.draw(awards, 80, seed + 100 * number, Exploration(share=0.1))
        found = draw.picked.assign(outcome=guilty[draw.picked.index].astype(float))
        top += int(found["outcome"][weighted.in_top(found)].sum())
        there += int(guilty[awards.index].sum())
        cases.append(found)
        populations.append(draw.population)
        awards = awards.drop(found.index)
    return pd.concat(cases), pd.concat(populations).groupby(["stratum", "flagged"], as_index=False).sum(), top / there


def estimated(cases: pd.DataFrame, population: pd.DataFrame) -> Estimates:
    return weighted.estimate(cases, population, "all", weighted.in_top(cases), seed=1)


@pytest.mark.slow
def test_the_naive_recall_is_far_off_and_the_weighted_interval_mostly_holds_the_truth() -> None:
    off, held = [], 0
    for seed in range(30):
        cases, population, truth = visited(seed)
        found = estimated(cases, population).recall
        off.append((abs(found.naive - truth), abs(found.value - truth)))
        held += found.low <= truth <= found.high
    naive, weighed = np.mean(off, axis=0)
    assert weighed < naive / 3
    assert held >= 24  # of 30; intervals that said nothing of what they claim would hold in half of them


def test_what_was_visited_whole_is_known_for_certain() -> None:
    cases, population, _ = visited(3)
    precision = estimated(cases, population).precision
    assert precision.low == precision.high == precision.value == precision.naive


def test_none_confirmed_among_the_random_ones_is_not_taken_for_none_at_all() -> None:
    cases, population, _ = visited(3)
    cases = cases.assign(outcome=cases["outcome"].where(cases["why"] != "random", 0.0))
    found = estimated(cases, population)
    assert found.randoms_confirmed == 0
    assert found.recall.low < 0.6
    assert found.recall.value < 0.9  # weights alone would say 1
    assert found.recall.low <= found.recall.value <= found.recall.high < 1


def test_outcomes_that_never_came_back_make_the_interval_wider_and_are_not_taken_for_cleared() -> None:
    cases, population, _ = visited(3)
    out = np.random.default_rng(1).random(len(cases)) < 0.4
    some = estimated(cases.assign(outcome=cases["outcome"].where(~out)), population)
    whole = estimated(cases, population)
    assert some.precision.low < whole.precision.value < some.precision.high
    assert some.rate.high - some.rate.low > whole.rate.high - whole.rate.low


def test_without_random_cases_nothing_is_said_but_the_naive_figure() -> None:
    cases, population, _ = visited(3)
    found = estimated(cases[cases["why"] != "random"], population)
    assert np.isnan([found.rate.value, found.recall.value, found.recall.low]).all()
    assert found.recall.naive == 1.0


def test_a_margin_of_which_nobody_was_visited_does_not_silence_the_estimate() -> None:
    cases, population, _ = visited(3)
    more = pd.DataFrame({"stratum": ["margin"], "flagged": [False], "awards": [2]})
    found = estimated(cases, pd.concat([population, more], ignore_index=True))
    assert found.rate.value == pytest.approx(estimated(cases, population).rate.value, rel=0.05)
    assert found.awards == estimated(cases, population).awards + 2


def test_the_flagged_are_counted_apart() -> None:
    cases, population, _ = visited(3)
    flagged = weighted.estimate(cases, population, "flagged", weighted.in_top(cases))
    assert flagged.awards < estimated(cases, population).awards
    assert flagged.rate.value > estimated(cases, population).rate.value


def test_another_order_is_measured_on_the_same_cases() -> None:
    cases, population, _ = visited(3)
    best = weighted.first(cases, cases["score"].to_numpy(), 400)
    worst = weighted.first(cases, -cases["score"].to_numpy(), 400)
    good, bad = (weighted.estimate(cases, population, "all", chosen) for chosen in (best, worst))
    assert best.any()
    assert good.recall.value > 0.2
    assert not worst.any() or bad.recall.value < good.recall.value


@pytest.mark.parametrize("scope", ["flagged", "all"])
def test_the_same_seed_gives_the_same_interval(scope: weighted.Scope) -> None:
    cases, population, _ = visited(3)
    once, again = (weighted.estimate(cases, population, scope, weighted.in_top(cases), 7) for _ in range(2))
    assert once == again
