"""Awards by need: the lists for the poor, and posts, machines and schooling that go to them first."""

import numpy as np
import pandas as pd

from experiments.county.chance import Floats
from experiments.county.drawing import draw, rows, terms
from experiments.county.holdings import CAR, FLAT
from experiments.county.people import HEAD
from experiments.county.posts import REGULAR
from experiments.county.world import World

# Share of the people, least and most yuan.
ONCE_AIDED = {"linshi": (0.015, 600.0, 3e3), "weifang": (0.014, 14e3, 26e3), "banqian": (0.008, 20e3, 45e3)}


def poverty_of(world: World) -> Floats:
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


def poor(world: World, poverty: Floats, rng: np.random.Generator) -> list[pd.DataFrame]:
    """Awards of the programmes for the poor, some of them twice or beside one that excludes them."""
    people, months, size = world.people, world.calendar.months, len(world.people)
    head = (people["relation"] == HEAD).to_numpy()
    age = people["age"].to_numpy()
    dibao = draw(poverty * head, round(size * 0.03), rng)
    single = (np.bincount(people["household"])[people["household"]] == 1) & (age > 58)
    tekun = draw(poverty * np.where(single, 1.0, 0.004) * (age > 58), round(size * 0.005), rng)
    # A few stand on both lists, which exclude each other.
    tekun = np.unique(np.concatenate([tekun, dibao[(age[dibao] > 60) & (rng.random(len(dibao)) < 0.06)]]))
    grade = rng.choice([330.0, 260.0, 190.0], len(dibao), p=[0.3, 0.45, 0.25])
    parts = [
        rows("dibao", dibao, *terms(len(dibao), months, rng), grade * rng.integers(1, 4, len(dibao))),
        rows("tekun", tekun, *terms(len(tekun), months, rng), rng.choice([480.0, 640.0], len(tekun))),
    ]
    for programme, (share, low, high) in ONCE_AIDED.items():
        weight = poverty * (head if programme != "linshi" else age > 18)
        if programme == "banqian":  # who is to be relocated gets no new roof first
            roofed = people["household"].to_numpy()[parts[-1]["person"]]
            weight = weight * np.where(np.isin(people["household"], roofed), 0.02, 1)
        who = draw(weight, round(size * share), rng)
        if programme != "linshi":  # the same household again: another member, or the head once more
            again = who[rng.random(len(who)) < 0.09]
            other = np.minimum(again + rng.integers(0, 2, len(again)), size - 1)
            who = np.concatenate([who, other])
        start = rng.integers(0, months, len(who))
        parts.append(rows(programme, who, start, start + 1, np.round(rng.uniform(low, high, len(who)), -2)))
    built = parts[-2]["person"].to_numpy()
    both = built[rng.random(len(built)) < 0.05]
    start = rng.integers(0, months, len(both))
    parts.append(rows("banqian", both, start, start + 1, np.round(rng.uniform(2e4, 45e3, len(both)), -2)))
    return parts


def workers(world: World, poverty: Floats, rng: np.random.Generator) -> list[pd.DataFrame]:
    """Rangers, buyers of machines, students."""
    people, months, size = world.people, world.calendar.months, len(world.people)
    age = people["age"].to_numpy()
    able = (age > 20) & (age < 65)
    posts = np.isin(people.index, np.concatenate([world.official["person"], world.cadre["person"]]))
    ranger = draw(
        poverty * np.where(posts, 3.0, 1.0) * np.where(able, 1.0, np.where((age > 65) & (age < 74), 0.06, 0)),
        round(size * 0.008),
        rng,
    )
    buyer = draw(poverty * 0 + (able | ((age > 15) & (rng.random(size) < 0.01))), round(size * 0.01), rng)
    buyer = np.repeat(buyer, np.where(rng.random(len(buyer)) < 0.05, rng.integers(2, 6, len(buyer)), 1))
    bought = rng.integers(0, months, len(buyer))
    of_age = np.select([(age > 15) & (age < 24), (age > 26) & (age < 40)], [1.0, 0.004], 0.0)
    student = draw(poverty * of_age, round(size * 0.018), rng)
    school = rng.integers(-6, months - 6, len(student))
    return [
        rows("hulin", ranger, *terms(len(ranger), months, rng), rng.choice([600.0, 700.0, 800.0], len(ranger))),
        rows("nongji", buyer, bought, bought + 1, np.round(rng.lognormal(8.3, 0.6, len(buyer)), -1)),
        rows("yulu", student, np.maximum(school, 0), np.clip(school + 30, 1, months), np.full(len(student), 1500.0)),
    ]
