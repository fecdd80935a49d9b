"""Why a case ranks where it does, in sentences."""

from features.catalogue import families
from rules import catalogue
from serving.cases.reasons import MOST, reasons

CATALOGUE = catalogue.load()
TELLINGS = [telling for family in families() for telling in family.tellings]


def test_the_weights_of_columns_told_together_are_added_up_into_one_sentence() -> None:
    telling = TELLINGS[0]
    weights, values = dict.fromkeys(telling.columns, 0.1), dict.fromkeys(telling.columns, 2.0)
    supporting, opposing = reasons(weights, values, (), CATALOGUE)
    (told,) = supporting
    assert abs(told.weight - 0.1 * len(telling.columns)) < 1e-9
    assert "2" in told.zh
    assert "{" not in told.zh + told.en
    assert not opposing


def test_what_nobody_knows_is_no_reason() -> None:
    nothing = dict.fromkeys(TELLINGS[0].columns, float("nan"))
    for weight in (1.0, -1.0):
        assert reasons(dict.fromkeys(TELLINGS[0].columns, weight), nothing, (), CATALOGUE) == ((), ())


def test_what_is_not_there_speaks_against_a_suspicion_but_never_for_it() -> None:
    none = dict.fromkeys(TELLINGS[0].columns, 0.0)
    assert reasons(dict.fromkeys(none, 1.0), none, (), CATALOGUE) == ((), ())
    _, (told,) = reasons(dict.fromkeys(none, -1.0), none, (), CATALOGUE)
    assert "0" in told.zh


def test_a_column_without_a_sentence_is_never_given_as_a_reason() -> None:
    assert reasons({"age": 1.0}, {"age": 81.0}, (), CATALOGUE) == ((), ())


def test_a_rule_that_did_not_hit_never_speaks_for_a_suspicion() -> None:
    rule = CATALOGUE.rules[0]
    name = f"band_{rule.id.replace('-', '_')}"
    assert reasons({name: 2.0}, {name: 0.0}, (), CATALOGUE) == ((), ())
    _, (told,) = reasons({name: -2.0}, {name: 0.0}, (), CATALOGUE)
    assert rule.title.zh in told.zh


def test_faint_contributions_are_left_out_and_the_rest_is_short() -> None:
    names = [name for telling in TELLINGS for name in telling.columns]
    supporting, _ = reasons(dict.fromkeys(names, 1.0), dict.fromkeys(names, 1.0), (), CATALOGUE)
    assert len(supporting) == MOST
    assert reasons(dict.fromkeys(names, 0.001), dict.fromkeys(names, 1.0), (), CATALOGUE) == ((), ())
