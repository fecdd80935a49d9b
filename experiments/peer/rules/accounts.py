"""Accounts that several households share (rule 16)."""

import numpy as np
import pandas as pd

from experiments.peer.hits import OFFENDING
from experiments.peer.tables import Tables, bands


def shared(tables: Tables) -> pd.DataFrame:
    """One account receives for several households."""
    used = tables["payout"][["account_key", "person_key"]].dropna(subset="account_key").drop_duplicates()
    holder = used.merge(tables.home[["person_key", "household_key"]], on="person_key")
    holder["cadre"] = holder["person_key"].isin(tables["cadre"]["person_key"])
    several = holder.groupby("account_key").agg(households=("household_key", "nunique"), cadre=("cadre", "any"))
    several = several[several["households"] >= 2].reset_index()
    hit = tables["payout"].merge(several, on="account_key")
    limit = tables.standard(hit, "shared_account_households")
    many = hit["households"] >= limit
    hit = hit.assign(strength=hit["households"].astype(float), band=bands(many & hit["cadre"], many))
    return hit.loc[~np.isnan(limit), OFFENDING]
