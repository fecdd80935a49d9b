"""Made-up verified cases: what is known of an award decides, with some chance, what the visit finds."""

import math
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from records.home import Home
from training import final, settings
from training.bundle import Bundle
from training.cases.labels import Labels
from training.cases.tables import AsOf
from training.estimators import levels
from training.estimators.calibration import Calibration
from training.estimators.scorer import Dictionary, Scorer
from training.evaluation import walking
from training.evaluation.walking import Cases
from training.folder.card import Card, Measures, Verdict
from training.settings import Settings

FIRST = date(2024, 3, 1)
COLUMNS = ("rules_hit", "band_dead", "band_twice", "age", "amount")
DICTIONARY = Dictionary(COLUMNS, ("age", "amount"), {"band_dead": 1}, COLUMNS)
PASSED = Verdict(passed=True, reasons=())
MakeCases = Callable[..., Cases]
MakeLabels = Callable[..., Labels]
MakeFeatures = Callable[[int, int], pd.DataFrame]


def labels(outcomes: list[list[int]], every: int = 60, back_after: int = 30) -> Labels:
    """One inner list per batch (1 confirmed, 0 cleared), batches `every` days apart, all back `back_after` days on."""
    rows, key = [], 1
    for number, found in enumerate(outcomes):
        day = FIRST + timedelta(days=every * number)
        for one in found:
            back = pd.Timestamp(day + timedelta(days=back_after))
            rows.append((key, str(number + 1), pd.Timestamp(day), back if one else pd.NaT, pd.NaT if one else back))
            key += 1
    cases = pd.DataFrame(rows, columns=["award_key", "batch", "dispatched", "confirmed_on", "cleared_on"])
    for column in ("dispatched", "confirmed_on", "cleared_on"):
        cases[column] = cases[column].astype("datetime64[s]")
    return Labels(
        cases.assign(recovered_yuan=np.where(cases["confirmed_on"].notna(), 1000.0, np.nan), group=cases.index)
    )


def features(rows: int, seed: int, first_key: int = 1) -> pd.DataFrame:
    """Random awards; about half were hit by a rule."""
    chance = np.random.default_rng(seed)
    dead = chance.choice([0, 1, 2, 3], rows, p=[0.6, 0.15, 0.15, 0.1])
    twice = chance.choice([0, 1, 2], rows, p=[0.7, 0.2, 0.1])
    age = np.where(chance.random(rows) < 0.1, np.nan, chance.normal(60, 15, rows))
    table = pd.DataFrame(
        {"rules_hit": 1.0 * (dead > 0) + (twice > 0), "band_dead": dead, "band_twice": twice, "age": age,
         "amount": chance.lognormal(6, 1, rows)},
        index=pd.RangeIndex(first_key, first_key + rows, name="award_key"),
    )  # fmt: skip
    return table.astype(float)


def standing(table: pd.DataFrame) -> pd.DataFrame:
    """What yardsticks look at, read off the features."""
    bands = {"dead": table["band_dead"], "twice": table["band_twice"]}
    return pd.DataFrame(
        {
            "programme": "dibao",
            "township_key": table.index % 4,
            "stake_yuan": table["amount"],
            "rules": [[rule for rule in bands if bands[rule][key] > 0] for key in table.index],
        },
        index=table.index,
    )


@pytest.fixture
def quick() -> Settings:
    """Small enough to be quick, the same in kind."""
    default = settings.default()
    return default.model_copy(
        update={
            "trees": default.trees.model_copy(update={"rounds": 40, "seeds": 2}),
            "forest": default.forest.model_copy(update={"trees": 20}),
            "bootstrap": default.bootstrap.model_copy(update={"rounds": 20}),
        }
    )


@pytest.fixture
def make_labels() -> MakeLabels:
    """Labels from one list of 0 and 1 per batch."""
    return labels


@pytest.fixture
def make_features() -> MakeFeatures:
    """A random feature table from a number of rows and a seed."""
    return features


@pytest.fixture
def dictionary() -> Dictionary:
    """What is said of the random table's columns."""
    return DICTIONARY


@pytest.fixture
def make_cases() -> MakeCases:
    """Batches of cases in which the band of one rule decides most."""

    def make(batches: int = 4, size: int = 120, seed: int = 1) -> Cases:
        chance = np.random.default_rng(seed + 1000)  # not the draws the features are made of
        table = features(batches * size, seed)
        odds = -2.2 + 1.2 * table["band_dead"] + 0.4 * table["band_twice"]
        drawn = (chance.random(len(table)) < 1 / (1 + np.exp(-odds))).astype(int).to_numpy().reshape(batches, size)
        found = labels(drawn.tolist())
        tables = {
            batch: AsOf(day, part, standing(part))
            for number, (batch, day) in enumerate(found.batches())
            for part in [table.iloc[number * size : (number + 1) * size]]
        }
        return walking.assemble(found, tables)

    return make


@pytest.fixture
def make_bundle(make_cases: MakeCases, quick: Settings) -> Callable[..., Bundle]:
    """A model fitted to made-up cases, kept in a home."""

    def make(home: Home, seed: int = 1, average_precision: float = 0.5, verdict: Verdict = PASSED) -> Bundle:
        cases = make_cases(seed=seed)
        everybody = features(600, seed + 100)
        model = final.fit(cases, everybody, DICTIONARY, quick)
        said = card(model, cases, average_precision).model_copy(update={"verdict": verdict})
        everywhere = final.place(model, said.calibration, everybody)
        told = {"unflagged_shift": everywhere.shift, "quantiles": everywhere.quantiles}
        return final.keep(home, Bundle("", said.model_copy(update=told), model))

    return make


def card(model: Scorer, cases: Cases, average_precision: float) -> Card:
    """A card that says little beside what scoring needs."""
    blank = dict.fromkeys(Measures.model_fields, math.nan)
    row = Measures.model_validate(
        blank | {"scorer": "model", "batch": "all", "cases": 9, "confirmed": 3, "average_precision": average_precision}
    )
    return Card(
        as_of=date(2025, 1, 1), snapshot="s" * 64, labels_digest=cases.labels.digest, labels=len(cases.labels),
        confirmed=int(cases.labels.confirmed.sum()), catalogue_version="c1", family_version="f1", settings_digest="d1",
        columns=model.columns, forest_columns=model.forest.columns, boosters=len(model.ensemble.boosters),
        calibration=Calibration(way="sigmoid", numbers=(1.1, 0.1)),
        unflagged_shift=0.0, quantiles=(), levels=levels.default(), capacity=0.25, evaluation=(row,), skipped=(),
        verdict=PASSED,
    )  # fmt: skip
