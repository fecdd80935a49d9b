import numpy as np
import pandas as pd
import pytest

from training.evaluation import yardsticks


def standing(*rows: tuple[str, str, int]) -> pd.DataFrame:
    """(rules joined by a comma, programme, township) per award."""
    return pd.DataFrame(
        {
            "programme": [programme for _, programme, _ in rows],
            "township_key": [township for _, _, township in rows],
            "stake_yuan": [100.0 * place for place, _ in enumerate(rows)],
            "rules": [[rule for rule in rules.split(",") if rule] for rules, _, _ in rows],
        }
    )


def test_a_rule_verified_nowhere_takes_the_rate_of_all_cases() -> None:
    rates = yardsticks.rule_rate(standing(*[("dead", "dibao", 1)] * 10), np.array([1.0, 0.0] * 5))
    assert rates.probability(standing(("new", "tekun", 9)))[0] == pytest.approx(6 / 12)


def test_a_rate_is_drawn_from_all_cases_to_rule_to_programme_to_township() -> None:
    rates = yardsticks.rule_rate(standing(*[("dead", "dibao", 1)] * 10), np.ones(10))
    overall, pull = 11 / 12, yardsticks.PULL
    rule = (10 + pull * overall) / (10 + pull)
    programme = (10 + pull * rule) / (10 + pull)
    township = (10 + pull * programme) / (10 + pull)
    found = rates.probability(standing(("dead", "dibao", 1), ("dead", "dibao", 2), ("dead", "tekun", 1)))
    assert found == pytest.approx([township, programme, rule])


def test_one_case_moves_a_rate_less_than_many() -> None:
    base = [("dead", "dibao", 1)] * 50
    quiet = np.zeros(50)
    few = yardsticks.rule_rate(standing(*base, ("twice", "dibao", 1)), np.append(quiet, 1.0))
    many = yardsticks.rule_rate(standing(*base, *[("twice", "dibao", 1)] * 20), np.append(quiet, np.ones(20)))
    asked = standing(("twice", "dibao", 1))
    assert few.probability(asked)[0] < many.probability(asked)[0] < 1


def test_the_highest_of_an_awards_rates_counts_and_no_rule_has_a_rate_of_its_own() -> None:
    known = standing(*[("dead", "dibao", 1)] * 20, *[("car", "dibao", 1)] * 20, *[("", "dibao", 1)] * 20)
    rates = yardsticks.rule_rate(known, np.concatenate([np.ones(20), np.zeros(40)]))
    both, dead, car, none = rates.probability(
        standing(("car,dead", "dibao", 1), ("dead", "dibao", 1), ("car", "dibao", 1), ("", "dibao", 1))
    )
    assert both == dead > car
    assert none < dead


def test_a_township_nobody_knows_is_no_township() -> None:
    known = standing(("dead", "dibao", 1), ("dead", "dibao", 2))
    known["township_key"] = [1.0, np.nan]
    assert len(yardsticks.rule_rate(known, np.array([1.0, 0.0])).probability(known)) == 2
