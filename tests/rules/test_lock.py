"""A rule that changed has a new version."""

from pathlib import Path

import pytest

from rules import catalogue, lock
from rules.rule import Rule


@pytest.fixture
def rule() -> Rule:
    return catalogue.load().rule("paid-after-death")


def changed(rule: Rule, **fields: object) -> Rule:
    return rule.model_copy(update=fields)


def test_every_rule_of_the_catalogue_is_locked_at_its_version() -> None:
    assert lock.faults(catalogue.load().everything(), lock.read()) == ()


def test_a_rule_that_changed_under_its_old_version_is_named_in_one_sentence(rule: Rule, tmp_path: Path) -> None:
    lock.write([rule], tmp_path / "lock")
    (said,) = lock.faults([changed(rule, sql=rule.sql + "\n-- more")], lock.read(tmp_path / "lock"))
    assert said.startswith(f"The rule {rule.id} changed but is still version {rule.version}; raise its version")


def test_the_lock_is_not_written_over_an_unversioned_change(rule: Rule, tmp_path: Path) -> None:
    lock.write([rule], tmp_path / "lock")
    before = (tmp_path / "lock").read_text()
    with pytest.raises(lock.Unversioned):
        lock.write([changed(rule, needs=())], tmp_path / "lock")
    assert (tmp_path / "lock").read_text() == before


def test_a_changed_rule_with_a_new_version_only_wants_to_be_locked(rule: Rule, tmp_path: Path) -> None:
    lock.write([rule], tmp_path / "lock")
    newer = changed(rule, needs=(), version=rule.version + 1)
    (said,) = lock.faults([newer], lock.read(tmp_path / "lock"))
    assert "not locked" in said
    lock.write([newer], tmp_path / "lock")
    assert lock.faults([newer], lock.read(tmp_path / "lock")) == ()


def test_a_rule_that_is_gone_is_named(rule: Rule, tmp_path: Path) -> None:
    lock.write([rule], tmp_path / "lock")
    assert "is gone" in lock.faults([], lock.read(tmp_path / "lock"))[0]


def test_a_further_example_is_no_change_of_the_rule(rule: Rule, tmp_path: Path) -> None:
    lock.write([rule], tmp_path / "lock")
    assert lock.faults([changed(rule, examples=rule.examples[1:])], lock.read(tmp_path / "lock")) == ()
