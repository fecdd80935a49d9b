"""What both sides compute: rules whose comparison is settled, and families of columns, each whole."""

from dataclasses import replace

from features import catalogue as feature_catalogue
from features.catalogue import Family
from rules import catalogue
from rules.catalogue import Catalogue

RULES = (
    "official-receives-aid",
    "cadre-receives-aid",
    "enterprise-owner-aid",
    "sole-trader-aid",
    "property-in-household",
    "vehicle-in-household",
    "below-old-age",
    "paid-twice-same-period",
    "excluding-programmes",
    "housing-twice",
    "shared-account",
    "post-held-wrongly",
    "student-age",
    "working-age",
    "december-burst",
)
FAMILIES = ("amounts", "rhythm", "person", "household", "means", "land", "village")


def rules() -> Catalogue:
    """The catalogue with these rules only."""
    whole = catalogue.load()
    return replace(whole, rules=tuple(rule for rule in whole.rules if rule.id in RULES))


def families() -> tuple[Family, ...]:
    """These families, in their order."""
    return tuple(family for family in feature_catalogue.families() if family.id in FAMILIES)
