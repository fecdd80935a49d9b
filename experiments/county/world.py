"""One county: its people and everything the registers know of them, before any money is paid."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.county import fates, holdings, people, places, posts
from experiments.county.calendar import Calendar
from experiments.county.chance import Floats, stream


@dataclass(frozen=True)
class World:
    """The registers of a county; each frame's columns stand in the module that makes it. Days are numbers."""

    calendar: Calendar
    places: places.Places
    people: pd.DataFrame
    official: pd.DataFrame
    cadre: pd.DataFrame
    kin: pd.DataFrame
    party_member: pd.DataFrame
    death: pd.DataFrame
    moved_away: pd.DataFrame
    disability: pd.DataFrame
    vehicle: pd.DataFrame
    property: pd.DataFrame
    enterprise: pd.DataFrame
    land: pd.DataFrame
    need: Floats  # how poor each household really is; nobody's file says it

    def of_household(self, frame: pd.DataFrame) -> Floats:
        """For each person, how many rows of the frame belong to somebody of the household."""
        household = self.people["household"].to_numpy()
        count = np.bincount(household[frame["person"].to_numpy()], minlength=household.max() + 1)
        whole: Floats = count[household].astype(float)
        return whole


def create(size: int, seed: int, calendar: Calendar, minority: float, posts_per_village: int, code: str = "") -> World:
    """Draw a county of `size` people; `code`: its six digits, drawn too unless given."""
    county = places.found(size, stream(seed, "places"), code)
    residents = people.settle(size, county, calendar, minority, stream(seed, "people"))
    official = posts.officials(residents, calendar, stream(seed, "officials"))
    cadre = posts.cadres(residents, posts_per_village, calendar, stream(seed, "cadres"))
    return World(
        calendar=calendar,
        places=county,
        people=residents,
        official=official,
        cadre=cadre,
        kin=posts.kin(residents, cadre, official, stream(seed, "kin")),
        party_member=posts.party_members(residents, cadre, stream(seed, "party")),
        death=fates.deaths(residents, calendar, stream(seed, "deaths")),
        moved_away=fates.moves(residents, calendar, stream(seed, "moves")),
        disability=fates.disabilities(residents, calendar, stream(seed, "disabilities")),
        vehicle=holdings.vehicles(residents, calendar, stream(seed, "vehicles")),
        property=holdings.properties(residents, calendar, stream(seed, "properties")),
        enterprise=holdings.enterprises(residents, calendar, stream(seed, "enterprises")),
        land=holdings.land(residents, stream(seed, "land")),
        need=stream(seed, "need").normal(size=int(residents["household"].max()) + 1),
    )
