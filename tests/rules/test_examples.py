"""Every example of the catalogue, through the real engine."""

import pytest

from rules import catalogue, examples, wording
from rules.examples import Checked
from rules.worlds import FaultyExample

CATALOGUE = catalogue.load()


@pytest.fixture(scope="module")
def answers() -> tuple[Checked, ...]:
    return examples.check(CATALOGUE)


@pytest.mark.parametrize("identifier", [rule.id for rule in CATALOGUE.everything()])
def test_every_example_of_the_rule_is_answered_as_it_says(answers, identifier):
    mine = [answer for answer in answers if answer.rule == identifier]
    assert len(mine) == len(CATALOGUE.rule(identifier).examples)
    assert [answer for answer in mine if answer.problem] == []


def test_an_example_that_is_wrong_is_told_with_its_difference():
    rule = CATALOGUE.rule("paid-after-death")
    example = rule.examples[0]
    wrong = example.model_copy(update={"expect": (example.expect[0].model_copy(update={"hit": "weak", "payouts": 2}),)})
    (answer,) = examples.check_rule(CATALOGUE, rule.model_copy(update={"examples": (wrong,)}))
    assert answer.problem == "A in gaoling: the band is medium, not weak, the number of payouts is 7, not 2"


def test_an_example_that_should_pass_but_hits_is_told():
    rule = CATALOGUE.rule("official-receives-aid")
    example = rule.examples[0]
    wrong = example.model_copy(update={"expect": (example.expect[0].model_copy(update={"hit": None}),)})
    (answer,) = examples.check_rule(CATALOGUE, rule.model_copy(update={"examples": (wrong,)}))
    assert answer.problem == "A in dibao: a strong hit where it should pass"


def test_an_example_may_only_name_what_exists():
    rule = CATALOGUE.rule("official-receives-aid")
    for world in ({"ghosts": ({"person": "A"},)}, {"official": ({"person": "A", "wage": 3},)}):
        example = rule.examples[0].model_copy(update={"world": world})
        with pytest.raises(FaultyExample, match="does not exist"):
            examples.check_rule(CATALOGUE, rule.model_copy(update={"examples": (example,)}))


@pytest.mark.parametrize("identifier", [rule.id for rule in CATALOGUE.everything()])
def test_headlines_show_no_identity_and_leave_no_slot_open(identifier):
    rule = CATALOGUE.rule(identifier)
    key = 7241240958482625714
    evidence = {field.column: key if field.kind == "person" else None for field in rule.evidence}
    for lang in ("zh", "en"):
        sentence = wording.headline(rule, {**evidence, "payouts": 2, "months": 2, "amount_fen": 20000}, lang)
        assert "{" not in sentence
        assert str(key) not in sentence
        shown = wording.facts(rule, evidence, lang)
        assert all(fact.value == "" and fact.person_key == key for fact in shown)
