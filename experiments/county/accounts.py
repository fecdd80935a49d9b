"""Which account the money goes to: mostly one's own or the household's, sometimes somebody else's."""

import numpy as np
import pandas as pd

from experiments.county.chance import Ints, Texts, texts
from experiments.county.people import HEAD
from experiments.county.world import World

PREFIX = "990100"  # no bank has it


def switch(paid: pd.DataFrame, awards: pd.DataFrame, world: World, rng: np.random.Generator) -> Ints:
    """The holder of each payout's account: a few awards change to somebody else's account on the way."""
    award, month = paid["award"].to_numpy(), paid["month"].to_numpy()
    changed = rng.random(len(awards)) < 0.003
    since = rng.integers(1, world.calendar.months, len(awards))
    other = rng.integers(0, len(world.people), len(awards))
    holder: Ints = np.where(changed[award] & (month >= since[award]), other[award], awards["holder"].to_numpy()[award])
    return holder


def numbers(world: World, rng: np.random.Generator) -> Texts:
    """The account number (19 digits) each person holds."""
    order = rng.permutation(len(world.people)).astype(np.int64) * 7919 + rng.integers(1, 10**6)
    return texts([f"{PREFIX}{number:013d}" for number in order])


def _neighbours(
    world: World, owner: Ints, wanted: Ints, awards: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """For each owner, the awards of some people of the village who live elsewhere."""
    village = world.people["village"].to_numpy()[awards["person"]]
    order = np.argsort(village, kind="stable")
    first = np.searchsorted(village[order], world.people["village"].to_numpy()[owner])
    last = np.searchsorted(village[order], world.people["village"].to_numpy()[owner], side="right")
    rows = np.repeat(np.arange(len(owner)), wanted)
    picked = order[(first[rows] + rng.random(len(rows)) * (last - first)[rows]).astype(int)]
    return pd.DataFrame({"award": picked, "holder": owner[rows]})


def assign(awards: pd.DataFrame, world: World, rng: np.random.Generator) -> Ints:
    """The person whose account each award is paid to."""
    people, size = world.people, len(world.people)
    head = np.full(int(people["household"].max()) + 1, -1)
    heads = people.index[people["relation"] == HEAD].to_numpy()
    head[people["household"].to_numpy()[heads]] = heads
    person = awards["person"].to_numpy()
    age = people["age"].to_numpy()
    holder = np.where(
        (rng.random(len(awards)) < np.where(age[person] < 17, 0.8, 0.12)), head[awards["household"]], person
    )
    # Collectors: cadres and other people through whose account a handful of villagers are paid.
    cadres = world.cadre["person"].to_numpy()
    from_posts = cadres[rng.random(len(cadres)) < 0.07]
    others = rng.choice(np.flatnonzero((age > 25) & (age < 70)), max(3, round(size * 0.0013)), replace=False)
    owners = np.unique(np.concatenate([from_posts, others]))
    taken = _neighbours(world, owners, rng.integers(2, 7, len(owners)), awards, rng)
    # Guardians: two or three of the very old, the very young and the severely disabled.
    guarded = np.flatnonzero(((age > 76) | (age < 16))[person] | (awards["programme"] == "canji").to_numpy())
    guardians = rng.choice(np.flatnonzero((age > 28) & (age < 70)), max(2, round(size * 0.0011)), replace=False)
    wards = _neighbours(world, guardians, rng.integers(2, 4, len(guardians)), awards.iloc[guarded], rng)
    wards["award"] = guarded[wards["award"]]
    for pairs in (wards, taken):
        pairs = pairs.drop_duplicates("award")
        holder[pairs["award"]] = pairs["holder"]
    inherited = awards["account_of"].to_numpy()
    return np.where(inherited >= 0, inherited, holder).astype(np.int64)
