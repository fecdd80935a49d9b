"""Money against money: paid twice, programmes that exclude each other, houses, accounts."""

import numpy as np
import pandas as pd

from experiments.county.payouts import BACK_PAY
from experiments.county.rhythms import LAND, MONTHLY
from experiments.county.view import UNKNOWN, View

MANY_HOUSEHOLDS = 3


def twice(view: View) -> pd.DataFrame:
    """The same period paid more than once without a word of back pay."""
    repeating = view.paid[view.paid["programme"].isin((*MONTHLY, *LAND, "yulu"))]
    repeating = repeating[repeating["remark"] != BACK_PAY]
    period = repeating.groupby(["award", "month"], as_index=False).agg(
        times=("day", "size"), low=("amount", "min"), high=("amount", "max")
    )
    period = period[period["times"] > 1].assign(equal=lambda f: f["low"] == f["high"])
    hit = period.groupby("award", as_index=False).agg(times=("times", "size"), equal=("equal", "mean"))
    lean = -1.5 + 1.4 * hit["equal"] + 0.55 * np.log(hit["times"])
    return hit.assign(lean=lean)


def exclusive(view: View) -> pd.DataFrame:
    """Low-income aid with tekun for one person in one month; renovation with relocation for one household."""
    poor = view.paid[view.paid["programme"].isin(("dibao", "tekun")) & (view.paid["person"] != UNKNOWN)]
    both = poor.groupby(["person", "month"])["programme"].transform("nunique") > 1
    months = poor[both].groupby("award", as_index=False).agg(months=("month", "nunique"))
    months["lean"] = -0.4 + 0.45 * np.log(months["months"])
    built = view.among(("weifang", "banqian")).query(f"household != {UNKNOWN}")
    houses = built[built.groupby("household")["programme"].transform("nunique") > 1]
    return pd.concat([months, houses.assign(lean=0.1)], ignore_index=True)


def housing(view: View) -> pd.DataFrame:
    """A household's house renovated, or the household relocated, twice."""
    paid = view.paid[view.paid["programme"].isin(("weifang", "banqian")) & (view.paid["household"] != UNKNOWN)]
    group = paid.groupby(["household", "programme"])
    hit = paid.assign(
        times=group["day"].transform("size"),
        members=group["person"].transform("nunique"),
        apart=group["day"].transform("max") - group["day"].transform("min"),
    )
    hit = hit[hit["times"] > 1].drop_duplicates("award")
    return hit.assign(lean=0.3 + 0.5 * (hit["members"] > 1) - 0.8 * (hit["apart"] < 120))  # an instalment, perhaps


def account(view: View) -> pd.DataFrame:
    """One account receives for several households; worse if a cadre is paid through it too, better for the helpless."""
    paid = view.paid.drop_duplicates(["award", "account"])
    # An unknown id counts as a household of its own.
    household = np.where(paid["household"] == UNKNOWN, -1 - paid["award"], paid["household"])
    paid = paid.assign(house=household, by_cadre=paid["person"].isin(view.world.cadre["person"]))
    group = paid.groupby("account")
    paid = paid.assign(houses=group["house"].transform("nunique"), cadres=group["by_cadre"].transform("max"))
    others = paid[(paid["houses"] >= MANY_HOUSEHOLDS) & (paid["person"] != paid["account"])]
    person = others["person"].to_numpy()
    helpless = view.frail(person) | ((view.world.people["age"].to_numpy()[person] < 17) & (person != UNKNOWN))
    many = np.minimum(others["houses"] - MANY_HOUSEHOLDS, 4)
    lean = -0.5 + 2.0 * others["cadres"] + 0.22 * many - np.where(helpless, 1.2, 0.0)
    return others.assign(lean=lean + 0.6 * (others["cadres"] & helpless))
