"""The rule catalogue, read once per process: its files change only with a new release or a restart."""

from functools import cache

from rules import catalogue
from rules.catalogue import Catalogue
from rules.rule import Rule


@cache
def rules_in_use() -> Catalogue:
    """The catalogue."""
    return catalogue.load()


@cache
def rule_by_id() -> dict[str, Rule]:
    """Every rule by id; a scan may name one that has since been dropped, so look up with `.get`."""
    return {rule.id: rule for rule in rules_in_use().rules}
