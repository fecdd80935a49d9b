"""Awards by right: age, a certificate, contracted land; and some to people who lack just that."""

import numpy as np
import pandas as pd

from experiments.county.chance import Flags
from experiments.county.drawing import rows, terms
from experiments.county.people import YEAR
from experiments.county.world import World


def old(world: World, rng: np.random.Generator) -> pd.DataFrame:
    """Old-age allowances."""
    people, calendar = world.people, world.calendar
    eighty = calendar.month_of((people["registered_birth"] + int(80 * YEAR)).to_numpy()) + 1
    entitled = (eighty < calendar.months) & (rng.random(len(people)) < 0.93)
    # Put on the list too early: some by months, some by many years.
    young = (eighty >= 6) & (people["age"] > 62).to_numpy() & (rng.random(len(people)) < 0.022)
    count = len(people)
    early = np.where(rng.random(count) < 0.5, rng.integers(1, 9, count), rng.integers(9, 120, count))
    too_soon = np.minimum(eighty - early, rng.integers(0, calendar.months, count))
    start = np.clip(np.where(young, too_soon, eighty), 0, None)
    chosen = np.flatnonzero((entitled | young) & (start < calendar.months))
    age = people["age"].to_numpy()[chosen]
    base = np.select([age >= 99, age >= 89.5], [300.0, 110.0], 60.0)
    return rows("gaoling", chosen, start[chosen], np.full(len(chosen), calendar.months), base)


def disabled(world: World, rng: np.random.Generator) -> pd.DataFrame:
    """Disability subsidies."""
    months, size = world.calendar.months, len(world.people)
    first = world.disability.drop_duplicates("person")
    level, person = first["level"].to_numpy(), first["person"].to_numpy()
    holder = person[rng.random(len(first)) < np.select([level <= 2, level == 3], [0.86, 0.075], 0.035)]
    none = np.setdiff1d(rng.choice(size, round(size * 0.0028)), person)
    who = np.concatenate([holder, none])
    begins = np.full(size, 0)
    begins[person] = np.maximum(world.calendar.month_of(first["issued"].to_numpy()) + 1, 0)
    start, end = terms(len(who), months, rng)
    start = np.maximum(start, np.minimum(begins[who], months - 1))
    return rows("canji", who, start, np.maximum(end, start + 1), rng.choice([80.0, 100.0, 130.0], len(who)))


def contractors(world: World, rng: np.random.Generator) -> list[pd.DataFrame]:
    """Land programmes, with the listed area."""
    months, land = world.calendar.months, world.land
    parts = []
    for programme, share, wooded, rate in (("gengdi", 0.78, 1.0, 82.0), ("tuigeng", 0.3, 0.45, 125.0)):
        has: Flags = rng.random(len(land)) < share
        own = (land["contracted"] + land["leased"]).to_numpy()[has]
        count = len(own)
        # Leases nobody registered end just above the contract; padded areas far above. Both overlap.
        above = np.select(
            [rng.random(count) < 0.06, rng.random(count) < 0.055],
            [rng.uniform(1.06, 1.7, count), rng.uniform(1.25, 3.2, count)],
            rng.uniform(0.7, 1.0, count) * wooded,
        )
        person, never = land["person"].to_numpy()[has], np.zeros(count, dtype=np.int64)
        award = rows(programme, person, never, never + months, np.full(count, rate))
        award["area"] = np.round(own * above, 2)
        award["growth"] = np.where(rng.random(count) < 0.015, rng.uniform(1.1, 1.4, count), 1.0)
        parts.append(award)
    return parts
