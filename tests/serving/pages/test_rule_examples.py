"""The examples of rules, as their pages show them."""

import re

import pytest

from rules import catalogue
from rules.rule import Rule
from serving.pages.contexts.rule_examples import COLUMNS, example_card

RULES = catalogue.load().rules
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Names of people and places in the examples stay as they are.
NAMES = ("甲", "乙", "丙", "W村", "某局")


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_an_english_example_names_its_registers_columns_and_codes_in_english(rule: Rule) -> None:
    for example in rule.examples:
        card = example_card("en", rule, example)
        said = [card.verdict, *card.found]
        for given in card.given:
            said += [given.register, *given.lines]
        for text in said:
            for name in NAMES:
                text = text.replace(name, "")
            assert not CHINESE.search(text), text


def test_every_column_of_an_example_has_a_label() -> None:
    used = {
        column for rule in RULES for e in rule.examples for rows in e.world.values() for row in rows for column in row
    }
    assert used - set(COLUMNS) == set()


def test_a_hit_says_what_must_stand_in_its_evidence_and_a_pass_nothing() -> None:
    rule = next(rule for rule in RULES if rule.id == "paid-after-death")
    cards = [example_card("en", rule, example) for example in rule.examples]
    assert "Months after death: 6" in cards[0].found
    assert "yuan to recover: 240" in cards[0].found
    assert cards[-1].found == ()
    assert [card.unfolded for card in (cards[0], example_card("zh", rule, rule.examples[0]))] == [True, False]
