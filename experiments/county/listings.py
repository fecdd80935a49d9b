"""How an award stands on the list: whose name, which id, which village, whose account."""

import numpy as np
import pandas as pd

from experiments.county import accounts
from experiments.county.chance import Flags, Texts, texts
from experiments.county.ids import CHECKS, check_characters
from experiments.county.rhythms import LAND
from experiments.county.world import World


def mistyped(ids: Texts, rng: np.random.Generator) -> Texts:
    """Each id with a check character that does not fit."""
    shift = rng.integers(1, 11, len(ids))
    place = {check: number for number, check in enumerate(CHECKS)}
    return texts([one[:17] + str(CHECKS[(place[one[17]] + step) % 11]) for one, step in zip(ids, shift, strict=True)])


def invented(ids: Texts, taken: set[str], rng: np.random.Generator) -> Texts:
    """Well-formed ids of nobody in the register, with other birth years."""
    years = rng.integers(1938, 1999, len(ids))
    bodies = texts([f"{one[:6]}{year}{one[10:17]}" for one, year in zip(ids, years, strict=True)])
    whole = bodies + check_characters(bodies)
    return texts([new if new not in taken else old for new, old in zip(whole, ids, strict=True)])


def enter(awards: pd.DataFrame, world: World, rng: np.random.Generator) -> pd.DataFrame:
    """The awards with name, resident_id and village as the bureau lists them, and the account's holder (a person)."""
    people, person, count = world.people, awards["person"].to_numpy(), len(awards)
    names, ids = people["name"].to_numpy()[person].copy(), people["resident_id"].to_numpy()[person].copy()
    dice = rng.random(count)
    typo: Flags = dice < 0.002
    ghost: Flags = (dice > 0.002) & (dice < 0.005) & ~awards["programme"].isin(["weifang", "banqian"]).to_numpy()
    wrong_name: Flags = (dice > 0.005) & (dice < 0.007)
    ids[typo] = mistyped(ids[typo], rng)
    if ghost.any():
        ids[ghost] = invented(ids[ghost], set(people["resident_id"]), rng)
    names[wrong_name] = people["name"].to_numpy()[rng.integers(0, len(people), int(wrong_name.sum()))]
    villages = len(world.places.villages)
    village = people["village"].to_numpy()[person]
    elsewhere = (rng.random(count) < 0.004) & awards["programme"].isin(LAND).to_numpy()
    village = np.where(elsewhere, rng.integers(0, villages, count), village)
    holder = accounts.assign(awards, world, rng)
    return awards.assign(name=names, resident_id=ids, village=village, holder=holder)
