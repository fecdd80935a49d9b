"""What an inspector can know of a county on a given day: the payouts made by then and the facts registered by then."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.county.chance import Flags, Ints
from experiments.county.people import YEAR
from experiments.county.world import World

POOR = ("dibao", "tekun", "linshi", "weifang", "banqian")  # aid that the poor alone may have
UNKNOWN = -1


@dataclass(frozen=True)
class View:
    """As known on `day`.

    `paid`: the payouts, with award, person (UNKNOWN if the listed id is nobody's), household, programme, month, day,
    amount, area, remark, account. `held`: one row per award (its index): person, household, programme, village,
    listed, last (day), payouts, amount, age (on the last pay day). Registers: as in World, what was known.
    """

    day: int
    world: World
    paid: pd.DataFrame
    held: pd.DataFrame
    death: pd.DataFrame
    moved_away: pd.DataFrame
    disability: pd.DataFrame
    vehicle: pd.DataFrame
    property: pd.DataFrame
    enterprise: pd.DataFrame

    def among(self, programmes: tuple[str, ...]) -> pd.DataFrame:
        """The awards in these programmes, with the award as a column."""
        return self.held[self.held["programme"].isin(programmes)].reset_index(names="award")

    def in_household(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of a register with the household of their person."""
        return frame.assign(household=self.world.people["household"].to_numpy()[frame["person"]])

    def frail(self, person: Ints) -> Flags:
        """Very old, or with a certificate of level 1 or 2."""
        severe = self.disability.loc[self.disability["level"] <= 2, "person"]
        old = (self.world.people["age"].to_numpy() > 75)[person]
        flags: Flags = (old | np.isin(person, severe)) & (person != UNKNOWN)
        return flags


def entries(awards: pd.DataFrame, payouts: pd.DataFrame, world: World) -> pd.DataFrame:
    """Payouts with what stands beside them on the list; one award per listed id and programme."""
    own = world.people["resident_id"].to_numpy()[awards["person"]] == awards["resident_id"].to_numpy()
    listed = pd.DataFrame(
        {
            "award": awards.groupby(["resident_id", "programme"], sort=False).ngroup(),
            "programme": awards["programme"],
            "person": np.where(own, awards["person"], UNKNOWN),
            "household": np.where(own, awards["household"], UNKNOWN),
            "village": awards["village"],
            "misnamed": awards["name"].to_numpy() != world.people["name"].to_numpy()[awards["person"]],
        }
    )
    return payouts.rename(columns={"award": "entry", "holder": "account"}).join(listed, on="entry")


def look(world: World, everything: pd.DataFrame, day: int, certificates_dated: bool) -> View:
    """The county on one day. Undated certificates are as the register has them today."""
    paid = everything[everything["day"] <= day]
    held = paid.groupby("award").agg(
        person=("person", "first"),
        household=("household", "first"),
        programme=("programme", "first"),
        village=("village", "last"),
        misnamed=("misnamed", "first"),
        last=("day", "max"),
        payouts=("day", "size"),
        amount=("amount", "sum"),
    )
    birth = world.people["birth"].to_numpy()[held["person"]]
    held["age"] = np.where(held["person"] == UNKNOWN, np.nan, (held["last"] - birth) / YEAR)
    certificates = world.disability
    if certificates_dated:
        certificates = certificates[certificates["issued"] <= day]
    return View(
        day,
        world,
        paid,
        held,
        death=world.death[world.death["registered"] <= day],
        moved_away=world.moved_away[world.moved_away["moved"] <= day],
        disability=certificates,
        vehicle=world.vehicle[world.vehicle["registered"] <= day],
        property=world.property[world.property["registered"] <= day],
        enterprise=world.enterprise[world.enterprise["founded"] <= day],
    )
