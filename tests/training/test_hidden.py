from collections.abc import Callable

import pytest

from rules import catalogue
from training.cases import hidden
from training.errors import UnknownPart
from training.evaluation.walking import Cases


def test_hidden_columns_are_unknown_everywhere_and_nothing_else_changes(make_cases: Callable[..., Cases]) -> None:
    cases = make_cases()
    less = hidden.hide(cases, ["age"], ["dead"])
    for features in (less.features, *(table.features for table in less.tables.values())):
        assert features["age"].isna().all()
        assert features["amount"].notna().all()
    assert not any("dead" in rules for rules in less.standing["rules"])
    assert any("twice" in rules for rules in less.standing["rules"])
    assert cases.features["age"].notna().any()


def test_families_and_rules_have_columns_and_unknown_ones_are_refused() -> None:
    known = catalogue.load()
    assert all(hidden.of_family(known, family) for family in hidden.families(known))
    assert len(hidden.of_rule(known, known.rules[0].id)) == 2
    with pytest.raises(UnknownPart, match="there are"):
        hidden.of_family(known, "nothing")
    with pytest.raises(UnknownPart, match="rules list"):
        hidden.of_rule(known, "nothing")
