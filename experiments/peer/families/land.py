"""Areas paid for against contracts and leases."""

import pandas as pd

from experiments.peer.families.amounts import _some
from experiments.peer.tables import Tables


def land(tables: Tables) -> pd.DataFrame:
    """The family of columns; awards without an area have none."""
    contract = tables["land"].assign(leased=tables["land"]["leased_mu"].fillna(0))
    home = tables.home[["person_key", "household_key"]].rename(columns={"household_key": "home"})
    contract = contract.merge(home, on="person_key", how="left")
    contract["home"] = contract["home"].fillna(contract["household_key"])
    entitled = contract.groupby("home").agg(contracted=("contracted_mu", _whole), leased=("leased", "sum"))
    own = contract.groupby("person_key").agg(
        own_home=("household_key", "min"), own_contracted=("contracted_mu", _whole), own_leased=("leased", "sum")
    )
    yearly = _yearly(tables)
    award = yearly.groupby("award_key").agg(
        mu=("largest", "max"), first=("largest", "first"), last=("largest", "last"), years=("y", "size"),
        yuan=("yuan", "sum"), all_mu=("all_mu", "sum"),
    )  # fmt: skip
    one = tables.beneficiary[["award_key", "person_key", "household_key"]]
    housed = yearly.merge(one.dropna(subset="household_key"), on="award_key")
    together = housed.groupby(["household_key", "y"])["largest"].sum().groupby("household_key").max().rename("together")
    found = one.merge(award, on="award_key").merge(own, on="person_key", how="left")
    found["home"] = found["household_key"].fillna(found["own_home"])
    found = found.merge(entitled, left_on="home", right_index=True, how="left")
    found = found.merge(together, left_on="household_key", right_index=True, how="left")
    due = found["contracted"].fillna(found["own_contracted"])
    leased = (found["contracted"] + found["leased"]).fillna(found["own_contracted"] + found["own_leased"])
    return pd.DataFrame(
        {
            "area_mu": found["mu"],
            "area_contract_ratio": found["mu"] / _some(due),
            "area_entitled_ratio": found["mu"] / _some(leased),
            "area_excess_mu": (found["mu"] - leased).clip(lower=0).where(due.notna()),
            "area_both_ratio": found["together"] / _some(found["contracted"] + found["leased"]),
            "area_growth": (found["last"] / _some(found["first"])).where(found["years"] > 1),
            "area_per_mu_yuan": found["yuan"] / _some(found["all_mu"]),
        }
    ).set_index(found["award_key"])


def _whole(values: pd.Series) -> float:
    return float(values.sum(min_count=1))


def _yearly(tables: Tables) -> pd.DataFrame:
    paid = tables["payout"].dropna(subset="area_mu")
    paid = paid.assign(y=paid["pay_date"].dt.year, yuan=paid["amount_fen"] / 100)
    return paid.groupby(["award_key", "y"], as_index=False).agg(
        largest=("area_mu", "max"), yuan=("yuan", "sum"), all_mu=("area_mu", "sum")
    )
