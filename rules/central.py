"""Removes a rule's central conditions one at a time: an example must then fail, or no example tests the condition."""

from collections.abc import Iterator
from typing import NamedTuple

from rules import examples
from rules.catalogue import Catalogue
from rules.rule import Rule


class Removed(NamedTuple):
    """A rule without one of its central conditions."""

    rule: str
    number: int
    condition: str
    noticed: str | None  # what the first example that then fails says; null: none does


def remove(catalogue: Catalogue, rule: Rule) -> Iterator[Removed]:
    """One answer for every central condition of a rule; raises FaultyRule where the SQL cannot run without it."""
    with examples.tried(catalogue, rule) as check:
        for condition in rule.central:
            failed = (checked.says for checked in check(rule.without(condition)) if checked.problem is not None)
            yield Removed(rule.id, rule.number, condition, next(failed, None))
