"""Smoothed rates: what is drawn where, and that the intervals hold what they claim."""

import numpy as np
import pytest

from rules import health_choices
from rules.rates import Belief, Vector, beside_others

PULL = health_choices.default().pull


def drawn(chance: np.random.Generator, mean: Vector, spread: float) -> Vector:
    return chance.beta(np.maximum(mean * spread, 0.02), np.maximum((1 - mean) * spread, 0.02))


def test_a_rate_lies_between_its_own_cases_and_what_was_expected() -> None:
    believed = Belief(np.array([0.2]), np.array([10.0])).after(np.array([10.0]), np.array([6.0]))
    assert 0.2 < believed.mean[0] < 0.6


def test_more_cases_move_a_rate_further_and_narrow_its_interval() -> None:
    expected = Belief(np.array([0.2, 0.2]), np.array([10.0, 10.0]))
    few, many = expected.after(np.array([5.0, 500.0]), np.array([3.0, 300.0])).mean
    low, high = expected.after(np.array([5.0, 500.0]), np.array([3.0, 300.0])).interval(0.9)
    assert few < many
    assert high[1] - low[1] < high[0] - low[0]


def test_a_part_is_less_certain_than_the_whole_it_belongs_to() -> None:
    whole = Belief(np.array([0.3]), np.array([400.0]))
    part = whole.of_a_part(10)
    assert part.mean[0] == whole.mean[0]
    assert part.weight[0] < 10


def test_a_rule_is_expected_to_do_as_the_others_do_and_its_own_cases_do_not_speak_twice() -> None:
    expected = beside_others(np.array([1000.0, 10.0]), np.array([900.0, 1.0]), PULL.rule)
    assert expected.mean[1] > 0.8  # told by the first rule alone
    assert expected.mean[0] < 0.3


@pytest.mark.parametrize("spread", [(10.0, 20.0), (15.0, 30.0), (20.0, 40.0)])
def test_about_nine_of_ten_intervals_hold_the_true_rate(spread: tuple[float, float]) -> None:
    """Programmes and townships with rates drawn as loosely as the weights assume, up to twice as tightly."""
    chance, held, seen = np.random.default_rng(7), np.zeros(3), np.zeros(3)
    for _ in range(20):
        rule = chance.uniform(0.05, 0.6, (30, 1, 1))
        programme = drawn(chance, np.repeat(rule, 4, 1), spread[0])
        township = drawn(chance, np.repeat(programme, 8, 2), spread[1])
        cases = chance.poisson(chance.gamma(0.5, 4, township.shape)).astype(float)
        confirmed = chance.binomial(cases.astype(int), township).astype(float)
        for level, (believed, true, known) in enumerate(chain(cases, confirmed, township)):
            low, high = believed.interval(0.9)
            held[level] += ((low <= true) & (true <= high) & known).sum()
            seen[level] += known.sum()
    assert (held / seen > 0.85).all()
    assert (held / seen < 0.96).all()


def chain(cases: Vector, confirmed: Vector, true: Vector) -> list[tuple[Belief, Vector, Vector]]:
    """The three levels as `rules.parts` walks them, each with the true rate of the cases in it."""
    found, expected = [], beside_others(cases.sum((1, 2)), confirmed.sum((1, 2)), PULL.rule)
    above, keep = (cases.sum((1, 2)), confirmed.sum((1, 2))), (1, 2)
    for pull in (None, PULL.programme, PULL.township):
        if pull is not None:
            keep = keep[1:]
            own = cases.sum(keep), confirmed.sum(keep)
            wide = Belief(expected.mean[..., None], expected.weight[..., None])
            rest = wide.after(above[0][..., None] - own[0], above[1][..., None] - own[1])
            expected, above = rest.of_a_part(pull), own
        known = above[0] > 0
        rate = (true * cases).sum(keep) / np.maximum(above[0], 1)
        found.append((expected.after(*above), rate, known))
    return found
