"""A rule's central conditions stand in its SQL, and taking one out is noticed or said not to be."""

import pytest
from pydantic import ValidationError

from rules import catalogue, central, lock
from rules.rule import Rule

CATALOGUE = catalogue.load()
RULE = CATALOGUE.rule("paid-twice-same-period")


def test_every_rule_of_the_catalogue_names_a_central_condition() -> None:
    assert [rule.id for rule in CATALOGUE.everything() if not rule.central] == []


def test_a_condition_that_does_not_stand_in_the_sql_is_refused() -> None:
    said = {**RULE.model_dump(), "central": ["a.place > 7"]}
    with pytest.raises(ValidationError, match="does not stand in the SQL"):
        Rule.model_validate(said)


def test_a_part_of_a_longer_name_is_not_the_condition() -> None:
    rule = RULE.model_copy(update={"sql": "SELECT 1 WHERE aa.place > 10 AND a.place\n > 1"})
    assert rule.without("a.place > 1").sql == "SELECT 1 WHERE aa.place > 10 AND TRUE"


def test_an_example_that_fails_is_named_and_a_condition_that_nothing_holds_has_none() -> None:
    (noticed,) = central.remove(CATALOGUE, RULE)
    assert noticed.noticed in {example.says for example in RULE.examples}
    loose = RULE.model_copy(update={"sql": RULE.sql + " AND a.times < 99", "central": ("a.times < 99",)})
    assert [one.noticed for one in central.remove(CATALOGUE, loose)] == [None]


def test_naming_central_conditions_is_no_change_of_the_rule() -> None:
    assert lock.digest(RULE.model_copy(update={"central": ()})) == lock.digest(RULE)
