"""Households and the people in them: the population register 户籍人口."""

import numpy as np
import pandas as pd

from experiments.county import names
from experiments.county.calendar import Calendar
from experiments.county.chance import Floats, Ints, Texts
from experiments.county.ids import resident_ids
from experiments.county.places import Places

HEAD, SPOUSE, SON, DAUGHTER, FATHER, MOTHER = range(6)
YEAR = 365.25


def _members(household: Ints, age: Floats, relation: int, rng: np.random.Generator) -> pd.DataFrame:
    days = (age * YEAR).astype(np.int64) + rng.integers(0, 365, len(age))
    return pd.DataFrame({"household": household, "days": days, "relation": relation})


def _families(households: int, rng: np.random.Generator) -> pd.DataFrame:
    """Everybody: household, age in days at the end of the years, relation to the head."""
    all_of = np.arange(households)
    age = np.clip(rng.normal(50, 14, households), 23, 93)
    parts = [_members(all_of, age, HEAD, rng)]
    married = rng.random(households) < np.select([age < 28, age < 72], [0.45, 0.83], 0.5)
    parts.append(_members(all_of[married], np.clip(age + rng.normal(-1, 3, households), 20, 97)[married], SPOUSE, rng))
    for _ in range(3):
        child = age - rng.uniform(21, 36, households)
        at_home = (child > 0) & (rng.random(households) < np.where(child < 24, 0.62, np.where(child < 40, 0.24, 0.05)))
        parts.append(_members(all_of[at_home], child[at_home], SON, rng))
    for relation, chance in ((FATHER, 0.2), (MOTHER, 0.3)):
        parent = age + rng.uniform(20, 31, households)
        there = (parent < 98) & (rng.random(households) < chance)
        parts.append(_members(all_of[there], parent[there], relation, rng))
    return pd.concat(parts, ignore_index=True)


def _names(frame: pd.DataFrame, minority: float, rng: np.random.Generator) -> Texts:
    households = int(frame["household"].max()) + 1
    family = names.surnames(households, rng)[frame["household"].to_numpy()]
    married_in = frame["relation"].isin([SPOUSE, MOTHER]).to_numpy()
    own = np.where(married_in, names.surnames(len(frame), rng), family)
    dotted = names.dotted_names((rng.random(households) < minority)[frame["household"].to_numpy()], rng)
    whole: Texts = np.where(dotted == "", own + names.given_names(frame["male"].to_numpy(), rng), dotted)
    return whole


def settle(people: int, places: Places, calendar: Calendar, minority: float, rng: np.random.Generator) -> pd.DataFrame:
    """Exactly `people` residents, in order of village and household; the index is the person's number.

    Columns: household (number), household_code, village (number), relation, male (0/1), birth (day in the id),
    registered_birth (day in the register: differs for a few), name, resident_id, age (years at the end of the years).
    """
    frame = _families(people // 2 + 8, rng).sort_values(["household", "relation"], kind="stable").head(people)
    frame = frame.reset_index(drop=True)
    households = int(frame["household"].max()) + 1
    head_male = (rng.random(households) < 0.78).astype(np.int64)[frame["household"].to_numpy()]
    relation = frame["relation"].to_numpy()
    coin = rng.integers(0, 2, len(frame))
    frame["male"] = np.select(
        [relation == HEAD, relation == SPOUSE, relation == SON],
        [head_male, 1 - head_male, coin],
        (relation == FATHER).astype(np.int64),
    )
    frame.loc[(relation == SON) & (coin == 0), "relation"] = DAUGHTER
    frame["birth"] = calendar.last - frame.pop("days")
    frame["age"] = (calendar.last - frame["birth"]) / YEAR
    # Registers corrected long after the id was given: the innocent side of "too young for the old-age allowance".
    moved = np.where((frame["age"] > 60) & (rng.random(len(frame)) < 0.008), rng.integers(300, 1500, len(frame)), 0)
    frame["registered_birth"] = frame["birth"] - moved
    share = rng.uniform(0.5, 1.6, len(places.villages))
    village = np.searchsorted(np.cumsum(share / share.sum()), (np.arange(households) + 0.5) / households)
    frame["village"] = village[frame["household"].to_numpy()]
    frame["household_code"] = [f"{places.county}{number + 1:07d}" for number in frame["household"]]
    frame["name"] = _names(frame, minority, rng)
    frame["resident_id"] = resident_ids(places.county, frame["birth"].to_numpy(), frame["male"].to_numpy(), rng)
    return frame
