"""Why a case ranks where it does, in sentences."""

from features.catalogue import columns
from serving.cases.reasons import MOST, groups, reasons
from serving.rules_in_use import rules_in_use


def test_every_column_that_is_told_in_a_group_exists() -> None:
    known = {column.name for column in columns()}
    assert {name for group in groups() for name in group.columns} <= known


def test_the_weights_of_a_group_are_added_up_into_one_sentence() -> None:
    group = groups()[0]
    parts = dict.fromkeys(group.columns, 0.1)
    supporting, opposing = reasons(parts, dict.fromkeys(group.columns, 2.0), ())
    (told,) = supporting
    assert abs(told.weight - 0.1 * len(group.columns)) < 1e-9
    assert "2" in told.zh
    assert "{" not in told.zh + told.en
    assert not opposing


def test_a_value_nobody_knows_is_told_as_such_and_not_as_zero() -> None:
    (told,), _ = reasons({"age": 1.0}, {"age": float("nan")}, ())
    assert "没有记录" in told.zh
    assert "0" not in told.zh


def test_a_rule_that_did_not_hit_never_speaks_for_a_suspicion() -> None:
    rule = rules_in_use().rules[0]
    name = f"band_{rule.id.replace('-', '_')}"
    assert reasons({name: 2.0}, {name: 0.0}, ()) == ((), ())
    _, (told,) = reasons({name: -2.0}, {name: 0.0}, ())
    assert rule.title.zh in told.zh


def test_faint_contributions_are_left_out_and_the_rest_is_short() -> None:
    names = [column.name for column in columns() if column.family not in ("by-rule", "stake", "confirmed")][:20]
    supporting, _ = reasons(dict.fromkeys(names, 1.0), dict.fromkeys(names, 1.0), ())
    assert len(supporting) == MOST
    assert reasons(dict.fromkeys(names, 0.001), dict.fromkeys(names, 1.0), ()) == ((), ())
