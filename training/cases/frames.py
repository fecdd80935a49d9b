"""The columns of a feature table against those a model was trained on."""

from collections.abc import Collection

import pandas as pd

from features import by_rule
from features import catalogue as feature_catalogue
from training.errors import ColumnsDiffer


def check(features: pd.DataFrame, columns: Collection[str]) -> None:
    """Raise ColumnsDiffer unless the table has all columns and no others, columns of newer rules aside."""
    missing = [name for name in columns if name not in features.columns]
    if missing:
        raise ColumnsDiffer(
            f"The feature table lacks {_named(missing)} which the model was trained on; "
            "train again with the rules and features now in force."
        )
    known = set(columns)
    extra = [name for name in features.columns if name not in known and not _of_a_rule(str(name))]
    if extra:
        raise ColumnsDiffer(
            f"The feature table has {_named(extra)} which the model does not know; "
            "train again with the rules and features now in force."
        )


def _of_a_rule(name: str) -> bool:
    """A rule added after the training gives columns the model doesn't know; the scan that shows it must go on."""
    of_families = {column.name for family in feature_catalogue.families() for column in family.columns}
    return name.startswith(by_rule.BEGINNINGS) and name not in of_families


def _named(names: list[str]) -> str:
    shown = ", ".join(names[:3])
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"the column{'s' if len(names) > 1 else ''} {shown}{more}"
