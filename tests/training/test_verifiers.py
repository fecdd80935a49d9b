"""Comparing verifiers after case mix, and what re-checks say of the cleared."""

import numpy as np
import pandas as pd
import pytest

from training.visits import label_noise, verifiers

LAX = "lax"


def county(seed: int, lax: float = 0.0, townships: int = 10, each: int = 120) -> pd.DataFrame:
    """Townships with cases of different kinds; one clears `lax` of what it should confirm. `guilty` is the truth."""
    chance = np.random.default_rng(seed)
    parts = []
    for number in range(townships):
        middle = chance.uniform(-2.2, -0.4)
        expected = 1 / (1 + np.exp(-chance.normal(middle, 0.9, each)))
        guilty = chance.random(each) < expected
        overlooked = guilty & (chance.random(each) < lax) if number == 0 else np.zeros(each, dtype=bool)
        name = LAX if number == 0 else f"township {number}"
        outcome = (guilty & ~overlooked).astype(float)
        parts.append(pd.DataFrame({"verifier": name, "expected": expected, "outcome": outcome, "guilty": guilty}))
    return pd.concat(parts, ignore_index=True)


def test_one_lax_township_is_named_and_no_other_for_it() -> None:
    named = [verifiers.compare(county(seed, lax=0.6)).table for seed in range(20)]
    found = [set(table.loc[table["stands_out"] == "low", "verifier"]) for table in named]
    assert sum(LAX in one for one in found) >= 17
    assert np.mean([len(one - {LAX}) for one in found]) < 0.3


def test_where_nobody_is_lax_seldom_anybody_is_named_however_much_cases_differ() -> None:
    tables = [verifiers.compare(county(seed)).table for seed in range(30)]
    raw = [table["confirmed"] / table["cases"] for table in tables]
    assert np.mean([rates.max() / rates.min() for rates in raw]) > 2  # the raw rates would accuse somebody
    assert np.mean([(table["stands_out"] != "").any() for table in tables]) <= 0.25


def test_few_cases_are_drawn_to_the_others_more_than_many() -> None:
    mixed = county(3, lax=0.6)
    few = pd.DataFrame({"verifier": "tiny", "expected": [0.3] * 6, "outcome": [0.0] * 6})
    table = verifiers.compare(pd.concat([mixed, few])).table.set_index("verifier")
    assert table.loc["tiny", "confirmed"] == 0
    assert table.loc["tiny", "ratio"] > table.loc[LAX, "ratio"]
    assert table.loc["tiny", "stands_out"] == ""


def test_probabilities_that_are_too_high_for_the_whole_county_accuse_nobody() -> None:
    cases = county(4)
    moved = cases.assign(expected=1 / (1 + np.exp(-(np.log(cases["expected"] / (1 - cases["expected"])) + 0.8))))
    table = verifiers.compare(moved).table
    assert table["expected"].sum() == pytest.approx(table["confirmed"].sum(), rel=0.01)
    assert (table["stands_out"] != "").sum() <= 1


def test_the_interval_of_a_ratio_holds_the_ratio_and_no_cases_make_no_table() -> None:
    table = verifiers.compare(county(5, lax=0.5)).table
    assert ((table["low"] <= table["ratio"]) & (table["ratio"] <= table["high"])).all()
    assert verifiers.compare(county(5).iloc[:0]).table.empty


def test_the_probability_of_a_count_is_that_of_the_sum() -> None:
    assert verifiers.by_chance(np.full(4, 0.5), 2) == pytest.approx(1.0)
    assert verifiers.by_chance(np.full(10, 0.5), 0) == pytest.approx(1 / 1024)


def test_rechecks_find_the_lax_township_and_put_the_base_rate_right() -> None:
    held = []
    for seed in range(40):
        cases = county(seed, lax=0.8, townships=4)
        cleared = cases[cases["outcome"] == 0]
        drawn = cleared.sample(80, random_state=seed)
        rechecks = pd.DataFrame({"verifier": drawn["verifier"], "overturned": drawn["guilty"].astype(float)})
        found = label_noise.noise(rechecks, int(cases["outcome"].sum()), len(cleared))
        true = cases["guilty"].mean()
        held.append(found.corrected_low <= true <= found.corrected_high)
        assert found.corrected >= found.base_rate
        assert label_noise.by_verifier(rechecks)["verifier"].iloc[0] == LAX or not found.overturned
    assert np.mean(held) > 0.85


def test_none_overturned_of_a_few_does_not_mean_that_none_ever_is() -> None:
    found = label_noise.noise(pd.DataFrame({"overturned": [0.0] * 10 + [np.nan] * 5}), 20, 80)
    assert (found.rechecked, found.overturned, found.low) == (10, 0, 0.0)
    assert found.high > 0.2
    assert found.corrected == found.base_rate


def test_before_anything_came_back_nothing_is_said() -> None:
    assert np.isnan(label_noise.noise(pd.DataFrame({"overturned": [np.nan]}), 20, 80).share)
