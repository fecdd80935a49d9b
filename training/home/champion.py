"""The model that serves. It needs the model folders only, never MLflow."""

import pandas as pd

from features import catalogue as feature_catalogue
from records.home import Home
from rules import catalogue as rule_catalogue
from training import bundle, settings
from training.bundle import Bundle
from training.estimators import prior
from training.estimators.prior import PriorBundle
from training.folder import model_folder, prior_folder
from training.home import pointers


def load(home: Home) -> Bundle | PriorBundle:
    """The champion; with none, the prior last fitted by a scan, or the declared prior (`note` says so).

    Raises DamagedBundle when the champion's folder differs from its manifest: nothing is served then.
    """
    version = pointers.read(home, "CHAMPION")
    if version is not None:
        return of_version(home, version)
    fitted = pointers.read(home, "PRIOR")
    if fitted is not None and (home.models / fitted).is_dir():
        return prior_folder.load(home.models / fitted)
    return prior.unfitted(rule_catalogue.in_force(home))


def for_scan(home: Home, features: pd.DataFrame) -> Bundle | PriorBundle:
    """The champion; with none, the prior fitted to this table of all awards and kept for `load`."""
    if pointers.read(home, "CHAMPION") is not None:
        return load(home)
    fitted = prior.unfitted(rule_catalogue.in_force(home)).fitted(features, patterns(), settings.default())
    pointers.write(home, "PRIOR", prior_folder.save(fitted, home.models))
    return fitted


def of_version(home: Home, version: str) -> Bundle:
    """One model by its version; raises UnknownModel."""
    return bundle.load(model_folder.of_version(home, version))


def patterns() -> tuple[str, ...]:
    """The columns the isolation forest sees: payout patterns, nothing that rests on a rule's hit."""
    families = feature_catalogue.families()
    return tuple(column.name for family in families for column in family.columns if column.kind == "pattern")
