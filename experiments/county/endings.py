"""When an award should end, and for how long the money goes on: deaths, moves, certificates that ran out."""

import numpy as np
import pandas as pd

from experiments.county.chance import Floats, Ints
from experiments.county.people import HEAD, SPOUSE
from experiments.county.rhythms import LAND
from experiments.county.world import World

OWN = -1  # whose account: no other than one would expect


def _overrun(count: int, shares: tuple[float, float], longest: int, rng: np.random.Generator) -> Ints:
    """Months paid beyond the end: none, one or two (arrears), or many."""
    dice = rng.random(count)
    few, many = rng.integers(1, 3, count), rng.integers(3, longest, count)
    months: Ints = np.select([dice < shares[0], dice < shares[0] + shares[1]], [0, few], many)
    return months


def _month(world: World, person: Ints, known: pd.Series) -> Floats:
    """The month of each person's event; infinity where there is none."""
    when = np.full(len(world.people), np.inf)
    when[known.index] = world.calendar.month_of(known.to_numpy())
    month: Floats = when[person]
    return month


def close(awards: pd.DataFrame, world: World, rng: np.random.Generator) -> pd.DataFrame:
    """The awards with their last months cut; those that ended before they began are gone."""
    person, programme = awards["person"].to_numpy(), awards["programme"]
    count = len(awards)
    end = awards["end"].to_numpy().astype(float)
    land = programme.isin(LAND).to_numpy()

    died = _month(world, person, world.death.set_index("person")["died"])
    # Land is paid to the dead contractor's name for years; nobody changes the contract.
    after_death = np.where(land, np.where(rng.random(count) < 0.45, 60, 0), _overrun(count, (0.42, 0.3), 16, rng))
    end = np.minimum(end, died + 1 + after_death)

    moved = _month(world, person, world.moved_away.set_index("person")["moved"])
    goes_on = land | (rng.random(count) < 0.35)
    end = np.minimum(end, moved + 1 + np.where(goes_on, 60, rng.integers(0, 3, count)))

    last = world.disability.groupby("person")["valid_until"].max()
    ran_out = np.where(programme == "canji", _month(world, person, last), np.inf)
    end = np.minimum(end, ran_out + 1 + _overrun(count, (0.45, 0.2), 30, rng))

    closed = awards.assign(end=np.minimum(end, world.calendar.months).astype(np.int64), account_of=OWN)
    everything = pd.concat([closed, _widowed(closed, died, world, rng)], ignore_index=True)
    return everything[everything["end"] > everything["start"]].reset_index(drop=True)


def _widowed(closed: pd.DataFrame, died: Floats, world: World, rng: np.random.Generator) -> pd.DataFrame:
    """Awards that go on in the widow's name, to the account of the dead head."""
    relation, household = world.people["relation"].to_numpy(), world.people["household"].to_numpy()
    person = closed["person"].to_numpy()
    following = np.minimum(person + 1, len(world.people) - 1)
    couple = (relation[person] == HEAD) & (relation[following] == SPOUSE) & (household[person] == household[following])
    to_household = closed["programme"].isin(("dibao", *LAND)).to_numpy()
    taken_over = couple & to_household & np.isfinite(died) & (rng.random(len(closed)) < 0.3)
    heirs = closed.iloc[np.flatnonzero(taken_over)]
    return heirs.assign(
        person=following[taken_over],
        start=heirs["end"].clip(lower=0),
        end=world.calendar.months,
        account_of=heirs["person"],
    )
