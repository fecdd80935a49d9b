from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from records.home import Home
from training.assessment import assess
from training.cases import splits
from training.cases.labels import Labels
from training.estimators.scorer import Dictionary
from training.evaluation import walking
from training.evaluation.walking import Cases, Forward
from training.settings import Settings

MakeCases = Callable[..., Cases]


def walked(cases: Cases, dictionary: Dictionary, chosen: Settings) -> Forward:
    return walking.forward(cases, splits.walk_forward(cases.labels, chosen.enough, cases.visible), dictionary, chosen)


@pytest.fixture
def small(quick: Settings) -> Settings:
    return quick.model_copy(update={"enough": quick.enough.model_copy(update={"labels": 80, "confirmed": 10})})


def test_the_same_cases_give_the_same_scores_to_the_last_digit(
    make_cases: MakeCases, dictionary: Dictionary, small: Settings
) -> None:
    first, again = (walked(make_cases(), dictionary, small) for _ in range(2))
    pd.testing.assert_frame_equal(first.rows, again.rows, check_exact=True)


def test_outcomes_of_the_last_batch_change_no_score_of_any_tested_case(
    make_cases: MakeCases, dictionary: Dictionary, small: Settings
) -> None:
    cases = make_cases()
    turned = cases.labels.cases.copy()
    last = turned["batch"] == turned["batch"].iloc[-1]
    turned.loc[last, ["confirmed_on", "cleared_on"]] = turned.loc[last, ["cleared_on", "confirmed_on"]].to_numpy()
    other = replace(cases, labels=Labels(turned))
    scores = [walked(each, dictionary, small).rows[["log_odds", "rule_rate", "forest"]] for each in (cases, other)]
    pd.testing.assert_frame_equal(scores[0], scores[1], check_exact=True)


def test_where_the_band_decides_the_model_beats_chance_and_the_gate_lets_it_pass(
    home: Home, make_cases: MakeCases, dictionary: Dictionary, small: Settings
) -> None:
    cases = make_cases(batches=5, size=200)
    found = assess(home, cases, walked(cases, dictionary, small), small)
    pooled = {row.scorer: row for row in found.evaluation if row.batch == "all"}
    assert pooled["model"].average_precision > 1.3 * pooled["random"].average_precision
    assert pooled["model"].average_precision_low < pooled["model"].average_precision
    assert not any("random" in reason for reason in found.verdict.reasons)


def test_where_what_was_learned_no_longer_holds_the_gate_keeps_the_model_a_challenger(
    home: Home, make_cases: MakeCases, dictionary: Dictionary, small: Settings
) -> None:
    cases = make_cases(batches=2, size=200)
    turned = cases.labels.cases.copy()
    first = (turned["batch"] == "1").to_numpy()
    found = (cases.features["band_dead"] > 0).to_numpy() == first
    back = turned[["confirmed_on", "cleared_on"]].max(axis=1)
    turned["confirmed_on"], turned["cleared_on"] = back.where(found), back.where(~found)
    other = replace(cases, labels=Labels(turned))
    verdict = assess(home, other, walked(other, dictionary, small), small).verdict
    assert not verdict.passed
    assert "does not beat random" in verdict.reasons[0]


def test_cases_without_a_visible_payout_are_not_tested(
    make_cases: MakeCases, dictionary: Dictionary, small: Settings
) -> None:
    cases = make_cases()
    batch = cases.labels.batches()[-1][0]
    table = cases.tables[batch]
    fewer = {**cases.tables, batch: table.only(table.features.index.to_numpy()[:-7])}
    again = walking.assemble(cases.labels, fewer)
    assert (~again.visible).sum() == 7
    tested = walked(again, dictionary, small).rows["batch"].value_counts()
    assert tested[batch] == len(table.features) - 7
