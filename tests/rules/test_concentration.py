"""Whether a village's cadres' kin hold more than chance gives: drawn, screened, and alike in every scan."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from rules.concentration import Stratum, reached

from .conftest import KEY

PAID = date(2024, 5, 10)


def village(random: np.random.Generator, lean: float = 0.0) -> tuple[list[Stratum], float]:
    """A random village, and how far its kin households stand above the mean; `lean` of the kin are paid for sure."""
    strata, above, variance = list[Stratum](), 0.0, 0.0
    for _ in range(4):
        households = int(random.integers(10, 50))
        kin = np.zeros(households, dtype=np.int64)
        kin[random.permutation(households)[: int(random.binomial(households, 0.1))]] = 1
        paid = (random.random(households) < 0.2) | ((kin == 1) & (random.random(households) < lean))
        fen = np.where(paid, random.lognormal(12, 1, households), 0).astype(np.int64)
        count = int(kin.sum())
        above += float(fen[kin == 1].sum() - count * fen.mean())
        variance += float(count * (households - count) / (households - 1) * fen.var())
        strata.append(Stratum(households, count, fen[fen > 0], kin[fen > 0]))
    return strata, above / variance**0.5 if variance else 0.0


def test_where_kinship_is_no_matter_one_village_in_twenty_falls_below_five_per_cent() -> None:
    random = np.random.default_rng(5)
    p = np.array([(reached(village(random)[0]) + 1) / 1000 for _ in range(600)])
    assert 0.03 <= np.mean(p <= 0.05) <= 0.08
    assert 0.4 <= np.mean(p <= 0.5) <= 0.6


def test_the_screen_by_mean_and_variance_passes_over_no_rare_village() -> None:
    random = np.random.default_rng(6)
    passed_over = [strata for strata, above in (village(random) for _ in range(400)) if above < 1]
    assert len(passed_over) > 200
    assert all(reached(strata) + 1 > 50 for strata in passed_over)


def test_a_village_whose_kin_are_all_paid_is_rarer_than_chance() -> None:
    random = np.random.default_rng(7)
    assert np.median([reached(village(random, lean=0.9)[0]) for _ in range(20)]) < 20


def test_a_drawn_household_is_not_drawn_twice_so_taking_everybody_holds_everything() -> None:
    fen = np.array([100, 200, 700])
    assert reached([Stratum(5, 5, fen, np.ones(3, dtype=np.int64))]) == 999


def test_the_chance_of_one_household_among_four_is_a_quarter() -> None:
    found = reached([Stratum(4, 1, np.array([500]), np.array([1]))], draws=4000)
    assert found / 4000 == pytest.approx(0.25, abs=0.03)


def test_the_same_households_are_drawn_alike_in_every_scan() -> None:
    strata, _ = village(np.random.default_rng(8))
    assert reached(strata) == reached(strata)


def rows(compared: Any, paid: int, others: int) -> list[tuple[Any, ...]]:
    tables = {
        "cadre": [{"person": "B", "post": "director"}],
        "resident": [{"person": "B"}, {"person": "A*40"}, {"person": "K*4"}],
        "kin": [{"cadre": "B", "relative": f"K{n}", "relation": "brother"} for n in range(1, 5)],
        "payout": [
            {"person": f"K*{paid}", "programme": "dibao", "pay_date": PAID},
            {"person": f"A*{others}", "programme": "dibao", "pay_date": PAID},
        ],
    }
    with compared(tables, "kin-concentration") as found:
        home = found.world.key(KEY, "village", "V")
        sql = "SELECT share, times, p, draws, kin_households FROM concentration WHERE village_key = ?"
        return list(found.connection.execute(sql, [home]).fetchall())


def test_kin_who_hold_four_times_their_share_are_told_so_with_how_unlikely_it_is(compared: Any) -> None:
    [(share, times, p, draws, kin)] = rows(compared, paid=4, others=4)
    assert (share, kin, draws) == (0.5, 5, 999)
    assert times == pytest.approx(0.5 / (5 / 45))
    assert p < 0.01


def test_kin_who_hold_no_more_than_others_are_not_drawn_and_have_no_probability(compared: Any) -> None:
    [(_, times, p, draws, _)] = rows(compared, paid=1, others=40)
    assert times < 1
    assert (p, draws) == (None, None)
