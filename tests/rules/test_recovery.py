"""What is to be recovered: by months for an interval, by part otherwise, each payout once and never more than it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from rules import catalogue
from rules.rule import Rule

SQL = """
SELECT p.award_key, p.payout_key, CAST(p.amount_fen AS DOUBLE) AS strength, d.death_date {also}
FROM paid p JOIN death d ON d.person_key = p.person_key
"""
FROM_MAY = ", 2024 * 12 + 4 AS wrong_from"
PAID = {"person": "A", "programme": "gaoling", "pay_date": date(2024, 1, 10), "yuan": 60}
DEAD = {"person": "A", "death_date": date(2024, 1, 2)}


@pytest.fixture
def recovered(compared: Callable[..., Any]) -> Callable[..., Any]:
    """The only hit of a rule with these columns, in a world with these payouts."""

    def run(also: str, *payouts: dict[str, Any]) -> Any:
        given = catalogue.load().rule("paid-after-death")
        rule: Rule = given.model_copy(
            update={
                "sql": SQL.format(also=also),
                "evidence": tuple(field for field in given.evidence if field.column == "death_date"),
                "bands": given.bands.model_copy(update={"strong": None, "medium": None}),
                "standards": (),
            }
        )
        with compared({"death": [DEAD], "payout": list(payouts)}, rule) as made:
            (hit,) = made.hits("A", payouts[0]["programme"])
            return hit

    return run


def test_a_rule_that_says_nothing_recovers_the_whole_payout_and_no_months(recovered):
    hit = recovered("", PAID)
    assert (hit.amount_fen, hit.recover_fen, hit.recover_months) == (6000, 6000, None)


def test_months_inside_the_interval_alone_are_recovered(recovered):
    hit = recovered(FROM_MAY, {**PAID, "monthly": 12})
    assert (hit.payouts, hit.recover_fen, hit.recover_months) == (12, 8 * 6000, 8)
    assert (hit.facts["recover_from"], hit.facts["recover_to"]) == (202405, 202412)


def test_both_ends_of_an_interval_belong_to_it(recovered):
    hit = recovered(f"{FROM_MAY}, 2024 * 12 + 5 AS wrong_to", {**PAID, "monthly": 12})
    assert (hit.recover_fen, hit.recover_months) == (2 * 6000, 2)


def test_of_a_payout_for_a_year_the_months_after_the_grace_are_recovered(recovered):
    hit = recovered(FROM_MAY, {**PAID, "programme": "gengdi", "pay_date": date(2024, 9, 10), "yuan": 1200})
    assert (hit.recover_fen, hit.recover_months) == (80000, 8)


def test_of_a_payout_for_a_term_the_months_of_the_term_count(recovered):
    hit = recovered(FROM_MAY, {**PAID, "programme": "yulu", "pay_date": date(2024, 4, 10), "yuan": 1200})
    assert (hit.recover_fen, hit.recover_months) == (60000, 3), "May to July of February to July"


def test_arrears_for_months_before_the_interval_are_not_recovered(recovered):
    hit = recovered(FROM_MAY, {**PAID, "pay_date": date(2024, 6, 10), "period": 202404, "back_pay": True})
    assert (hit.amount_fen, hit.recover_fen, hit.recover_months) == (6000, 0, 0)


def test_a_month_paid_for_twice_is_one_month_and_both_payouts_are_recovered(recovered):
    june = {**PAID, "pay_date": date(2024, 6, 10)}
    hit = recovered(FROM_MAY, june, {**june, "pay_date": date(2024, 7, 10), "period": 202406})
    assert (hit.recover_fen, hit.recover_months) == (12000, 1)


def test_without_a_period_the_day_of_payment_decides_and_the_evidence_says_so(recovered):
    hit = recovered(FROM_MAY, {**PAID, "pay_date": date(2024, 6, 10), "period": None})
    assert (hit.recover_fen, hit.recover_months, hit.facts["undated"]) == (6000, 1, 1)


def test_money_paid_once_and_for_all_counts_no_months(recovered):
    hit = recovered(FROM_MAY, {**PAID, "programme": "weifang", "pay_date": date(2024, 6, 10)})
    assert (hit.recover_fen, hit.recover_months) == (6000, None)


@pytest.mark.parametrize(
    ("given", "expected"), [("2500", 2500), ("9000", 6000), ("-1", 0), ("CAST(NULL AS BIGINT)", None)]
)
def test_a_part_is_never_more_than_the_payout_and_unknown_stays_unknown(recovered, given, expected):
    assert recovered(f", {given} AS recover_fen", PAID).recover_fen == expected
