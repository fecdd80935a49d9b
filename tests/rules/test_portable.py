"""Every rule's SQL runs on DuckDB and translates to Spark."""

import pytest

from rules import catalogue
from rules.recovery import covered, hit_payouts
from tests.portable import faults

RULES = {rule.id: rule for rule in catalogue.load().everything()}


@pytest.mark.parametrize("identifier", RULES)
def test_the_sql_of_the_rule_translates_to_spark(identifier):
    rule = RULES[identifier]
    assert faults(rule.sql) == []
    for band in (rule.bands.strong, rule.bands.medium):
        assert band is None or faults(f"SELECT 1 FROM offending WHERE {band}") == []


def test_what_is_to_be_recovered_translates_too():
    assert faults(covered("covered", "paid").partition(" AS\n")[2]) == []
    assert (
        faults(hit_payouts("a-rule", ("wrong_since", "wrong_until", "recover_fen")).partition("hit_payout\n")[2]) == []
    )


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * EXCLUDE (a) FROM t",
        "SELECT [1, 2]",
        "SELECT list_filter(a, x -> x > 1) FROM t",
        "SELECT some_duck_function(a) FROM t",
        "SELECT a::INTEGER FROM t",
        "SELECT a FROM t QUALIFY row_number() OVER (ORDER BY a) = 1",
    ],
)
def test_what_one_engine_alone_can_run_is_refused(sql):
    assert faults(sql) != []
