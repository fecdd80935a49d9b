"""Drift rings for what has moved beyond chance, says what to do, and is silent about what moves by nature."""

import math
from datetime import date

import numpy as np
import pandas as pd
import pytest

from training.drift import measuring, reference
from training.drift.kept import Drift, Reference

ROWS = 3000
CHOICES = measuring.default()


def table(seed: int, **columns: object) -> pd.DataFrame:
    """Awards, a fifth of them hit by one rule."""
    chance = np.random.default_rng(seed)
    hit = chance.random(ROWS) < 0.2
    frame = pd.DataFrame(
        {"rules_hit": hit * 1.0, "band_paid_after_death": hit * 2.0, "area_mu": chance.lognormal(1, 0.5, ROWS),
         "since_first_days": chance.uniform(0, 400, ROWS)}
    )  # fmt: skip
    return frame.assign(**columns)


def looks(day: date, features: pd.DataFrame) -> Reference:
    programmes = pd.Series(np.where(features.index % 3 == 0, "dibao", "gengdi"), index=features.index)
    return reference.of(day, features, programmes, len(features))


def moved(then: pd.DataFrame, now: pd.DataFrame) -> Drift:
    day, later = date(2025, 1, 1), date(2025, 7, 1)
    return measuring.measure(looks(day, then), looks(later, now), now, (), CHOICES)


def test_another_sample_of_the_same_awards_has_not_moved() -> None:
    assert moved(table(1), table(2)).alarms == ()


def test_an_area_written_in_another_unit_rings_and_says_to_look_at_the_files() -> None:
    found = moved(table(1), table(2, area_mu=table(2)["area_mu"] * 666.7))
    assert [one.column for one in found.columns if one.alarm] == ["area_mu"]
    assert "look whether the files imported last write it otherwise" in found.alarms[0].en


def test_a_register_that_no_longer_comes_is_told_as_values_not_on_record() -> None:
    now = table(2)
    now.loc[now.index % 10 < 7, "area_mu"] = math.nan
    said = moved(table(1), now).alarms[0]
    assert "没有记录" in said.zh
    assert "a column or a register is missing" in said.en


def test_days_that_go_by_ring_nothing() -> None:
    assert moved(table(1), table(2, since_first_days=table(2)["since_first_days"] + 180)).alarms == ()


def test_a_rule_that_hits_three_times_as_often_rings_and_names_programme_and_register() -> None:
    now = table(2)
    more = (now["band_paid_after_death"] > 0) | ((now.index % 3 == 0) & (np.arange(ROWS) % 2 == 0))
    everywhere = (now["band_paid_after_death"] > 0) | (np.random.default_rng(5).random(ROWS) < 0.5)
    now = now.assign(band_paid_after_death=(more | everywhere) * 2.0)
    found = moved(table(1), now)
    assert [(one.rule, one.alarm) for one in found.rules] == [("paid-after-death", True)]
    assert any("death" in said.en and "look at the newest list" in said.en for said in found.alarms)


def test_a_rule_that_was_not_run_is_no_drift() -> None:
    assert moved(table(1), table(2, band_paid_after_death=math.nan)).rules == ()


def returned(shares: list[float], predicted: float = 0.2, size: int = 300) -> pd.DataFrame:
    rows = [
        pd.DataFrame({"batch": str(n), "dispatched": pd.Timestamp(2025, 1 + n, 1), "probability": predicted,
                      "outcome": (np.arange(size) < share * size).astype(float)})
        for n, share in enumerate(shares)
    ]  # fmt: skip
    return pd.concat(rows[::-1])  # in any order


@pytest.mark.parametrize(
    ("shares", "rings"),
    [
        ([0.2, 0.2, 0.21], (False, False)),
        ([0.2, 0.2, 0.45], (True, True)),
        ([0.45, 0.2, 0.2, 0.2, 0.2], (False, False)),
    ],
)
def test_only_a_newest_batch_that_ended_otherwise_rings(shares: list[float], rings: tuple[bool, bool]) -> None:
    found = measuring.batches(returned(shares), CHOICES)
    assert [one.batch for one in found] == [str(n) for n in range(len(shares))]
    assert (found[-1].calibration_alarm, found[-1].base_rate_alarm) == rings
    assert not any(one.calibration_alarm or one.base_rate_alarm for one in found[:-1])


def test_few_cases_that_chance_may_give_ring_nothing() -> None:
    found = measuring.batches(returned([0.2, 0.2, 0.3], size=20), CHOICES)
    assert not any(one.calibration_alarm or one.base_rate_alarm for one in found)
