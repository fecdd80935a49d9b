"""Who the beneficiary is."""

import numpy as np
import pandas as pd

from experiments.peer.tables import Tables

YEAR = 365.25


def person(tables: Tables) -> pd.DataFrame:
    """The family of columns."""
    one = tables.beneficiary.set_index("award_key")
    held = tables.award.groupby("person_key").agg(
        n=("award_key", "size"), fen=("amount_fen", "sum"), first=("first_paid", "min"), last=("last_paid", "max")
    )
    years = np.maximum((held["last"] - held["first"]).dt.days / YEAR, 1)
    yuan_year: pd.Series = held["fen"] / 100 / years
    sound = one["id_status"].isin(("valid", "upgraded"))
    return pd.DataFrame(
        {
            "age": (tables.day - one["birth"]).dt.days / YEAR,
            "age_first_paid": (one["first_paid"] - one["birth"]).dt.days / YEAR,
            "is_head": (one["relation"] == "head").astype(float).where(one["relation"].notna()),
            "id_damaged": (~sound).astype(float).where(one["id_status"].notna()),
            "in_register": one["registered"].astype(float),
            "name_differs": _names(tables).reindex(one.index),
            "village_differs": (one["village_key"] != one["home_village_key"])
            .astype(float)
            .where(one["home_village_key"].notna()),
            "programmes_person": one["person_key"].map(held["n"]),
            "person_yuan_year": one["person_key"].map(yuan_year),
        }
    )


def _names(tables: Tables) -> pd.Series:
    """Whether the list names the person as no row of the register does."""
    listed = tables["payout"][["award_key", "person_key", "name_key"]].drop_duplicates()
    home = tables.home[["person_key", "name_key"]].rename(columns={"name_key": "registered"})
    both = listed.merge(home, on="person_key").dropna(subset=["name_key", "registered"])
    agreeing = tables["resident"][["person_key", "name_key"]].drop_duplicates()
    both = both.merge(agreeing, on=["person_key", "name_key"], how="left", indicator="agrees")
    differs = (both["name_key"] != both["registered"]) & (both["agrees"] != "both")
    found: pd.Series = differs.astype(float).groupby(both["award_key"]).max()
    return found
