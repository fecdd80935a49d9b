"""Cases as they would look had some columns never been there: what a column is worth is seen when it is missing."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np
import pandas as pd

from features import by_rule
from features import catalogue as feature_catalogue
from rules.catalogue import Catalogue
from training.cases.tables import AsOf
from training.errors import UnknownPart
from training.evaluation.walking import Cases


def hide(cases: Cases, columns: Collection[str], rules: Collection[str] = ()) -> Cases:
    """The same cases with these feature columns unknown everywhere, and these rules' hits unknown to the yardsticks.

    Unknown is what a register nobody handed in looks like, so forest and trees pass such columns over.
    """
    tables = {
        batch: AsOf(table.day, _blank(table.features, columns), _without(table.standing, rules))
        for batch, table in cases.tables.items()
    }
    return replace(
        cases,
        tables=tables,
        features=_blank(cases.features, columns),
        standing=_without(cases.standing, rules),
    )


def of_family(catalogue: Catalogue, family: str) -> tuple[str, ...]:
    """The columns of a family; raises UnknownPart where there is none of that name."""
    found = tuple(column.name for column in feature_catalogue.columns(catalogue) if column.family == family)
    if not found:
        raise UnknownPart(f"There is no feature family {family}; there are {', '.join(families(catalogue))}.")
    return found


def families(catalogue: Catalogue) -> tuple[str, ...]:
    """All families, in the order of the dictionary."""
    return tuple(dict.fromkeys(column.family for column in feature_catalogue.columns(catalogue)))


def of_rule(catalogue: Catalogue, rule: str) -> tuple[str, ...]:
    """A rule's own columns (columns that count hits of all rules stay); raises UnknownPart where it is no rule."""
    if rule not in {known.id for known in catalogue.rules}:
        raise UnknownPart(f"There is no rule {rule} in force; see `mingcha rules list`.")
    return by_rule.names(rule)


def _blank(features: pd.DataFrame, columns: Collection[str]) -> pd.DataFrame:
    return features.assign(**dict.fromkeys(columns, np.nan)) if columns else features


def _without(standing: pd.DataFrame, rules: Collection[str]) -> pd.DataFrame:
    if not rules:
        return standing
    left = [[rule for rule in found if rule not in rules] if isinstance(found, (list, tuple, np.ndarray)) else found
            for found in standing["rules"]]  # fmt: skip
    return standing.assign(rules=pd.Series(left, index=standing.index))
