"""Amounts against peers of the programme, township and year, and against the award's own history."""

import numpy as np
import pandas as pd

from experiments.peer.tables import Tables

PEERS = ["programme", "township_key", "y"]


def _far(value: pd.Series, peers: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Distance to the peers' median in their median distances, and the median."""
    mid = value.groupby(peers).transform("median")
    away = (value - mid).abs().groupby(peers).transform("median")
    return (value - mid) / np.maximum(np.maximum(away, 0.01 * mid), 0.01), mid


def _some(value: pd.Series) -> pd.Series:
    return value.where(value != 0)


def amounts(tables: Tables) -> pd.DataFrame:
    """The family of columns."""
    columns = ["award_key", "payout_key", "pay_date", "amount_fen", "area_mu"]
    of_award = tables.award[["award_key", "programme", "township_key"]]
    paid = tables["payout"][columns].merge(of_award, on="award_key")
    paid = paid.assign(yuan=paid["amount_fen"] / 100, y=paid["pay_date"].dt.year)
    peers = paid.groupby(PEERS, dropna=False, observed=True, sort=False).ngroup()
    paid["z"], mid = _far(paid["yuan"], peers)
    paid["ratio"] = paid["yuan"] / _some(mid)
    rate = paid["yuan"] / _some(paid["area_mu"]).fillna(1)
    paid["unit"] = rate / _some(rate.groupby(peers).transform("median"))
    paid["december"] = paid["yuan"].where(paid["pay_date"].dt.month == 12, 0)
    own = paid.groupby("award_key").agg(
        amount_z_median=("z", "median"),
        amount_z_max=("z", "max"),
        amount_ratio_max=("ratio", "max"),
        unit_ratio_max=("unit", "max"),
        most=("yuan", "max"),
        typical=("yuan", "median"),
        total=("yuan", "sum"),
        years=("y", "nunique"),
        december=("december", "sum"),
    )
    last = paid.sort_values(["pay_date", "payout_key"]).drop_duplicates("award_key", keep="last")
    own = own.assign(
        amount_spread=own["most"] / _some(own["typical"]),
        amount_yuan_year=own["total"] / own["years"],
        amount_last_yuan=last.set_index("award_key")["yuan"],
        december_share=own["december"] / _some(own["total"]),
    )
    own = own.join(_by_year(paid))
    return own.drop(columns=["most", "typical", "total", "years", "december"])


def _by_year(paid: pd.DataFrame) -> pd.DataFrame:
    yearly = paid.groupby(["award_key", "y"], as_index=False).agg(
        programme=("programme", "first"),
        township_key=("township_key", "first"),
        total=("yuan", "sum"),
        typical=("yuan", "median"),
    )
    peers = yearly.groupby(PEERS, dropna=False, observed=True, sort=False).ngroup()
    yearly["z"], _ = _far(yearly["total"], peers)
    award = yearly.groupby("award_key")
    growth = award["typical"].last() / _some(award["typical"].first())
    return pd.DataFrame({"year_z_max": award["z"].max(), "amount_growth": growth.where(award.size() > 1)})
