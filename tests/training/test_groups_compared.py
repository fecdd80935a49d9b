"""Groups of beneficiaries: whom the model puts before inspectors, and how often in vain."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from records.home import Home
from training.assessment import assess
from training.cases import splits
from training.cases.labels import Labels
from training.estimators.scorer import Dictionary
from training.evaluation import intervals
from training.evaluation.walking import Cases, Forward, forward
from training.fairness import burdens, group_measures
from training.fairness.burdens import Choices
from training.fairness.group_measures import Population, heard
from training.fairness.groups_compared import Group
from training.settings import Bootstrap, Settings

ROWS, BATCHES = 400, 4
CHOICES = Choices(fewest=10, ages=(18, 60, 80), attributes={"township": 2.0, "sex": 1.5, "disability": 1.5})


def two_townships(cleared_in_east: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Forward-tested cases of two townships, the east's first in line, and their beneficiaries among 4,000 others."""
    chance = np.random.default_rng(1)
    east = np.arange(ROWS) % 4 == 0
    outcome = np.where(east, chance.random(ROWS) >= cleared_in_east, chance.random(ROWS) < 0.5).astype(float)
    rows = pd.DataFrame(
        {"position": np.arange(ROWS), "batch": [str(n % BATCHES) for n in range(ROWS // 4) for _ in range(4)],
         "group": np.arange(ROWS), "outcome": outcome, "rule_rate": chance.random(ROWS),
         "model": np.where(east, 0.8, chance.random(ROWS) * 0.7)}
    )  # fmt: skip
    keys = np.arange(1, ROWS + 4001)
    township = np.where(np.r_[east, keys[ROWS:] % 3 != 0], "东乡", "西乡")
    people = pd.DataFrame(
        {"person_key": keys, "programme": "dibao", "township": township, "sex": "male", "birth": pd.NaT,
         "disabled": None},
        index=pd.Index(keys, name="award_key"),
    )  # fmt: skip
    return rows, people


def groups_of(rows: pd.DataFrame, people: pd.DataFrame, make_labels: Callable[..., Labels]) -> dict[str, Group]:
    cases = Cases(make_labels([[1] * ROWS]), {}, pd.DataFrame(), pd.DataFrame(), np.ones(ROWS, bool))
    population = Population(people, pd.Timestamp("2025-01-01"), pd.Series(0.1, index=people.index), 100)
    draws = intervals.by_group(rows["group"].to_numpy(), Bootstrap(rounds=100, level=0.9), 1)
    return {g.name.zh: g for g in group_measures.by_group(cases, rows, population, draws, 0.25, CHOICES)}


def test_a_burden_is_cleared_visits_per_thousand_beneficiaries_of_the_group(make_labels: Callable[..., Labels]) -> None:
    rows, people = two_townships(0.9)
    east = groups_of(rows, people, make_labels)["东乡"]
    first = rows[rows["model"] == 0.8]  # a quarter of every batch, all of the east
    wrong = int((first["outcome"] == 0).sum())
    assert (east.cases, east.put, east.false_alarms) == (100, 1.0, wrong)
    assert east.beneficiaries == (people["township"] == "东乡").sum()
    assert east.burden == pytest.approx(1000 * wrong / east.beneficiaries)
    assert east.burden_low < east.burden < east.burden_high


def test_an_alarm_rings_for_a_burden_beyond_factor_and_chance_and_for_no_other(
    make_labels: Callable[..., Labels],
) -> None:
    rows, people = two_townships(0.9)
    assert not groups_of(rows, people, make_labels)["东乡"].alarm  # most of all: never more than twice the whole
    few = people[(people["township"] == "西乡") | (people.index <= ROWS)]
    loud = groups_of(rows, few, make_labels)
    assert loud["东乡"].alarm
    assert not loud["西乡"].alarm
    said = burdens.alarms(tuple(loud.values()))
    assert (len(said.against), said.beside) == (1, ())
    assert "东乡" in said.against[0].zh
    assert not heard(loud["东乡"].model_copy(update={"false_alarms": 10, "times": 3.5}), looked=30).alarm
    mostly_right = groups_of(*two_townships(0.05), make_labels)
    assert not any(group.alarm for group in mostly_right.values())


def test_an_alarm_that_rings_without_the_model_too_is_told_and_not_held_against_it(
    make_labels: Callable[..., Labels],
) -> None:
    rows, people = two_townships(0.9)
    few = people[(people["township"] == "西乡") | (people.index <= ROWS)]
    loud = groups_of(rows.assign(rule_rate=rows["model"]), few, make_labels)
    assert loud["东乡"].alarm
    assert loud["东乡"].plain == loud["东乡"].burden
    said = burdens.alarms(tuple(loud.values()))
    assert (said.against, len(said.beside)) == ((), 1)


def test_attributes_that_nobody_knows_or_that_do_not_differ_are_left_out(make_labels: Callable[..., Labels]) -> None:
    assert set(groups_of(*two_townships(0.5), make_labels)) == {"东乡", "西乡"}


def test_a_column_written_after_the_verification_keeps_the_model_a_challenger(
    home: Home, make_cases: Callable[..., Cases], dictionary: Dictionary, quick: Settings
) -> None:
    clean = make_cases()
    verdict = assess(home, clean, walked(clean, dictionary, quick), quick).verdict
    assert not any("leak" in reason for reason in verdict.reasons)
    written = clean.features.assign(amount=np.asarray(clean.labels.confirmed))
    leaking = replace(clean, features=written)
    verdict = assess(home, leaking, walked(leaking, dictionary, quick), quick).verdict
    assert any("leak alarm: Column amount" in reason for reason in verdict.reasons)
    assert any("特征 amount" in reason for reason in verdict.reasons_zh)


def walked(cases: Cases, dictionary: Dictionary, chosen: Settings) -> Forward:
    enough = chosen.enough.model_copy(update={"labels": 80, "confirmed": 10})
    return forward(cases, splits.walk_forward(cases.labels, enough, cases.visible), dictionary, chosen)
