"""Who lives in the household and what it receives."""

import numpy as np
import pandas as pd

from experiments.peer.families.persons import YEAR
from experiments.peer.tables import Tables


def household(tables: Tables) -> pd.DataFrame:
    """The family of columns."""
    home = tables.home.dropna(subset="household_key")
    age = (tables.day - home["birth"]).dt.days / YEAR
    home = home.assign(worker=(age >= 18) & (age < 60), old_young=(age < 16) | (age >= 65))
    members = home.groupby("household_key").agg(
        household_members=("person_key", "size"), household_workers=("worker", "sum"),
        household_old_young=("old_young", "sum"),
    )  # fmt: skip
    one = tables.beneficiary
    housed = one.dropna(subset="household_key")
    held = housed.groupby("household_key").agg(
        household_beneficiaries=("person_key", "nunique"),
        household_programmes=("programme", "nunique"),
        fen=("amount_fen", "sum"),
        first=("first_paid", "min"),
        last=("last_paid", "max"),
    )
    years = np.maximum((held["last"] - held["first"]).dt.days / YEAR, 1)
    held["household_yuan_year"] = held["fen"] / 100 / years
    same = housed.groupby(["household_key", "programme"], observed=True)["person_key"].nunique()
    found = one[["award_key", "household_key", "programme"]].merge(members, on="household_key", how="left")
    found = found.merge(held.drop(columns=["fen", "first", "last"]), on="household_key", how="left")
    found = found.merge(
        same.rename("household_same_programme").reset_index(), on=["household_key", "programme"], how="left"
    )
    return found.set_index("award_key").drop(columns=["household_key", "programme"])
