"""Who receives what: the people each programme is meant for, and some that it is not meant for.

An award is a row: person, programme, start and end (months from the first January; the end month is no longer paid),
base (yuan per payout, or per mu and year), area (mu, land programmes only). Who is chosen follows need, so that the
well-off, the officials and the kin of cadres stand on the lists now and then, for good reasons and bad ones.
"""

import numpy as np
import pandas as pd

from experiments.county.chance import Flags, Floats, Ints
from experiments.county.holdings import CAR, FLAT
from experiments.county.people import HEAD, YEAR
from experiments.county.posts import REGULAR
from experiments.county.world import World

ONCE = ("linshi", "weifang", "banqian", "nongji")
LAND = ("gengdi", "tuigeng")
# Share of the people, least and most yuan.
ONCE_AIDED = {"linshi": (0.015, 600.0, 3e3), "weifang": (0.014, 14e3, 26e3), "banqian": (0.008, 20e3, 45e3)}
MONTHLY = ("dibao", "tekun", "gaoling", "canji", "hulin")


def _awards(programme: str, person: Ints, start: Ints, end: Ints, base: Floats) -> pd.DataFrame:
    return pd.DataFrame({"person": person, "programme": programme, "start": start, "end": end, "base": base})


def _terms(count: int, months: int, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Most awards run from before the first year to beyond the last; some begin or end in between."""
    start = np.where(rng.random(count) < 0.66, 0, rng.integers(0, months, count))
    end = np.where(rng.random(count) < 0.85, months, np.minimum(months, start + rng.integers(3, months, count)))
    return start, end


def _draw(weight: Floats, count: int, rng: np.random.Generator) -> Ints:
    """`count` different indices, likelier where the weight is larger (never where it is 0)."""
    lots = rng.exponential(size=len(weight)) / np.maximum(weight, 1e-12)
    count = min(count, int((weight > 0).sum()))
    chosen: Ints = np.sort(np.argpartition(lots, count - 1)[:count]) if count else np.array([], dtype=np.int64)
    return chosen


def _poverty(world: World) -> Floats:
    """For each person, how likely the household is to be put on a list for the poor."""
    regular = world.official[world.official["kind"] == REGULAR]
    car = world.vehicle[world.vehicle["kind"] == CAR]
    flat = world.property[world.property["kind"] == FLAT]
    relatives = np.isin(world.people.index, world.kin["relative"])
    needy: Floats = (
        np.exp(1.1 * world.need)[world.people["household"].to_numpy()]
        * np.where(world.of_household(regular) > 0, 0.6, 1)
        * np.where(world.of_household(car) > 0, 0.5, 1)
        * np.where(world.of_household(flat) > 0, 0.5, 1)
        * np.where(world.of_household(world.enterprise) > 0, 1.2, 1)
        * np.where(world.of_household(world.disability) > 0, 1.6, 1)
        * np.where(relatives, 1.9, 1)
        * np.where(np.isin(world.people.index, world.cadre["person"]), 0.9, 1)
    )
    return needy


def _poor(world: World, poverty: Floats, rng: np.random.Generator) -> list[pd.DataFrame]:
    people, months, size = world.people, world.calendar.months, len(world.people)
    head = (people["relation"] == HEAD).to_numpy()
    age = people["age"].to_numpy()
    dibao = _draw(poverty * head, round(size * 0.03), rng)
    single = (np.bincount(people["household"])[people["household"]] == 1) & (age > 58)
    tekun = _draw(poverty * np.where(single, 1.0, 0.004) * (age > 58), round(size * 0.005), rng)
    # A few stand on both lists, which exclude each other.
    tekun = np.unique(np.concatenate([tekun, dibao[(age[dibao] > 60) & (rng.random(len(dibao)) < 0.06)]]))
    grade = rng.choice([330.0, 260.0, 190.0], len(dibao), p=[0.3, 0.45, 0.25])
    parts = [
        _awards("dibao", dibao, *_terms(len(dibao), months, rng), grade * rng.integers(1, 4, len(dibao))),
        _awards("tekun", tekun, *_terms(len(tekun), months, rng), rng.choice([480.0, 640.0], len(tekun))),
    ]
    for programme, (share, low, high) in ONCE_AIDED.items():
        weight = poverty * (head if programme != "linshi" else age > 18)
        if programme == "banqian":  # who is to be relocated gets no new roof first
            roofed = people["household"].to_numpy()[parts[-1]["person"]]
            weight = weight * np.where(np.isin(people["household"], roofed), 0.02, 1)
        who = _draw(weight, round(size * share), rng)
        if programme != "linshi":  # the same household again: another member, or the head once more
            again = who[rng.random(len(who)) < 0.09]
            other = np.minimum(again + rng.integers(0, 2, len(again)), size - 1)
            who = np.concatenate([who, other])
        start = rng.integers(0, months, len(who))
        parts.append(_awards(programme, who, start, start + 1, np.round(rng.uniform(low, high, len(who)), -2)))
    built = parts[-2]["person"].to_numpy()
    both = built[rng.random(len(built)) < 0.05]
    start = rng.integers(0, months, len(both))
    parts.append(_awards("banqian", both, start, start + 1, np.round(rng.uniform(2e4, 45e3, len(both)), -2)))
    return parts


def _old(world: World, rng: np.random.Generator) -> pd.DataFrame:
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
    return _awards("gaoling", chosen, start[chosen], np.full(len(chosen), calendar.months), base)


def _disabled(world: World, rng: np.random.Generator) -> pd.DataFrame:
    months, size = world.calendar.months, len(world.people)
    first = world.disability.drop_duplicates("person")
    level, person = first["level"].to_numpy(), first["person"].to_numpy()
    holder = person[rng.random(len(first)) < np.select([level <= 2, level == 3], [0.86, 0.075], 0.035)]
    none = np.setdiff1d(rng.choice(size, round(size * 0.0028)), person)
    who = np.concatenate([holder, none])
    begins = np.full(size, 0)
    begins[person] = np.maximum(world.calendar.month_of(first["issued"].to_numpy()) + 1, 0)
    start, end = _terms(len(who), months, rng)
    start = np.maximum(start, np.minimum(begins[who], months - 1))
    return _awards("canji", who, start, np.maximum(end, start + 1), rng.choice([80.0, 100.0, 130.0], len(who)))


def _workers(world: World, poverty: Floats, rng: np.random.Generator) -> list[pd.DataFrame]:
    people, months, size = world.people, world.calendar.months, len(world.people)
    age = people["age"].to_numpy()
    able = (age > 20) & (age < 65)
    posts = np.isin(people.index, np.concatenate([world.official["person"], world.cadre["person"]]))
    ranger = _draw(
        poverty * np.where(posts, 3.0, 1.0) * np.where(able, 1.0, np.where((age > 65) & (age < 74), 0.06, 0)),
        round(size * 0.008),
        rng,
    )
    buyer = _draw(poverty * 0 + (able | ((age > 15) & (rng.random(size) < 0.01))), round(size * 0.01), rng)
    buyer = np.repeat(buyer, np.where(rng.random(len(buyer)) < 0.05, rng.integers(2, 6, len(buyer)), 1))
    bought = rng.integers(0, months, len(buyer))
    of_age = np.select([(age > 15) & (age < 24), (age > 26) & (age < 40)], [1.0, 0.004], 0.0)
    student = _draw(poverty * of_age, round(size * 0.018), rng)
    school = rng.integers(-6, months - 6, len(student))
    return [
        _awards("hulin", ranger, *_terms(len(ranger), months, rng), rng.choice([600.0, 700.0, 800.0], len(ranger))),
        _awards("nongji", buyer, bought, bought + 1, np.round(rng.lognormal(8.3, 0.6, len(buyer)), -1)),
        _awards("yulu", student, np.maximum(school, 0), np.clip(school + 30, 1, months), np.full(len(student), 1500.0)),
    ]


def _contractors(world: World, rng: np.random.Generator) -> list[pd.DataFrame]:
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
        award = _awards(programme, person, never, never + months, np.full(count, rate))
        award["area"] = np.round(own * above, 2)
        award["growth"] = np.where(rng.random(count) < 0.015, rng.uniform(1.1, 1.4, count), 1.0)
        parts.append(award)
    return parts


def grant(world: World, rng: np.random.Generator) -> pd.DataFrame:
    """All awards of the county; the index numbers them. `growth` is the yearly growth of a listed area."""
    poverty = _poverty(world)
    by_need = [*_poor(world, poverty, rng), *_workers(world, poverty, rng)]
    by_right = [_old(world, rng), _disabled(world, rng), *_contractors(world, rng)]
    awards = pd.concat([*by_need, *by_right], ignore_index=True)
    awards["growth"] = awards["growth"].fillna(1.0)
    awards["household"] = world.people["household"].to_numpy()[awards["person"]]
    return awards
