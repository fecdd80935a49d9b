"""Homes to measure on: a city of a size, and a model really trained on one."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from experiments import city
from features import catalogue as feature_catalogue
from records.home import Home
from rules import catalogue as rule_catalogue
from training import run
from training.estimators.prior import PriorBundle
from training.home import champion, pointers, registry

SEED = 7
PEOPLE_PER_PAYOUT = 3_000_000 / 11_900_000
Say = Callable[[str], None]


def city_home(folder: Path, payouts: int, say: Say) -> Home:
    """The home of a city with so many payouts, written unless it is there already; it appears when it is whole."""
    whole = folder / f"city-{payouts}"
    if not whole.exists():
        part = folder / f".city-{payouts}.{os.getpid()}"
        plan = city.draw(round(payouts * PEOPLE_PER_PAYOUT), payouts, SEED)
        try:
            city.write(
                Home(part), plan, progress=lambda done, of, paid: say(f"county {done} of {of}: {paid:,} payouts")
            )
            part.rename(whole)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    return Home(whole)


def train(home: Home, say: Say) -> str:
    """Train on the city's verified cases and put the model into use whatever the gate says; one that fits stays.

    The gate may refuse it, and still it is measured: forest and trees cost the same however well they rank.
    """
    serving = champion.load(home)
    if not isinstance(serving, PriorBundle) and _fits(
        home, serving.card.catalogue_version, serving.card.family_version
    ):
        return serving.version
    say(f"training on {home.path.name}")
    trained = run.train(home, who="benchmark").version
    registry.promote(home, trained, "benchmark", override="measured, not served")
    return trained


def give(model: str, of: Home, to: Home) -> None:
    """Let another home use a model."""
    if of.path != to.path:
        shutil.copytree(of.models / model, to.models / model, dirs_exist_ok=True)
        pointers.write(to, "CHAMPION", model)


def _fits(home: Home, catalogue_version: str, family_version: str) -> bool:
    now = (rule_catalogue.in_force(home).version, feature_catalogue.version())
    return (catalogue_version, family_version) == now
