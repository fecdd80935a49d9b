"""Payouts against payouts (rules 13, 14, 15, 23, 30)."""

import numpy as np
import pandas as pd

from experiments.peer.hits import OFFENDING
from experiments.peer.tables import Tables, bands

MONTHLY, HOUSING = ("dibao", "tekun"), ("weifang", "banqian")


def twice(tables: Tables) -> pd.DataFrame:
    """The same period paid again."""
    paid = tables["payout"].dropna(subset="period")
    again = paid[paid.duplicated(["award_key", "period"], keep=False)]
    again = again.assign(back_pay=again["back_pay"].eq(True)).sort_values(["back_pay", "pay_date", "payout_key"])
    period = again.groupby(["award_key", "period"])
    again = again.assign(strength=again["amount_fen"] / period["amount_fen"].transform("first"))
    plain = ~again["back_pay"]
    again["band"] = bands(plain & again["strength"].between(0.95, 1.05), plain)
    return again.loc[period.cumcount() > 0, OFFENDING]


def excluding(tables: Tables) -> pd.DataFrame:
    """Programmes that exclude each other: by person and month, or by household."""
    poor = tables.paid(*MONTHLY).dropna(subset="period")
    other = poor[["person_key", "programme", "period"]].drop_duplicates()
    both = poor.merge(other, on=["person_key", "period"], suffixes=("", "_other"))
    both = both[both["programme"].astype(str) != both["programme_other"].astype(str)]
    house = tables.home[["person_key", "household_key"]].dropna()
    housed = tables.paid(*HOUSING).merge(house, on="person_key")
    pairs = housed.merge(housed, on="household_key", suffixes=("", "_other"))
    pairs = pairs[pairs["programme"].astype(str) != pairs["programme_other"].astype(str)]
    first = pairs.sort_values(["pay_date_other", "payout_key_other"]).drop_duplicates("payout_key")
    oneself = first["person_key"] == first["person_key_other"]
    hit = pd.concat([both.assign(band=3), first.assign(band=bands(oneself, ~oneself))], ignore_index=True)
    return hit.assign(strength=1.0)[OFFENDING]


def _at_home(tables: Tables, *programmes: str) -> pd.DataFrame:
    """Payouts with the household of their person, or the person where the register knows none."""
    paid = tables.paid(*programmes).merge(tables.home[["person_key", "household_key"]], on="person_key", how="left")
    alone = -1 - pd.factorize(paid["person_key"])[0]
    housed: pd.DataFrame = paid.assign(home=np.where(paid["household_key"].isna(), alone, paid["household_key"]))
    return housed


def housing(tables: Tables) -> pd.DataFrame:
    """A household's house paid for twice within the years set."""
    housed = _at_home(tables, *HOUSING)
    housed = housed.assign(years=tables.standard(housed, "housing_years"))
    pairs = housed.merge(housed, on=["home", "programme"], suffixes=("", "_other"))
    apart = (pairs["pay_date"].dt.year - pairs["pay_date_other"].dt.year).abs()
    pairs = pairs[(pairs["payout_key"] != pairs["payout_key_other"]) & (apart <= pairs["years"])]
    times = pairs.groupby("payout_key")["payout_key_other"].transform("size") + 1
    marked = pairs["back_pay"].eq(True) | pairs["back_pay_other"].eq(True)
    oneself = pairs["person_key"] == pairs["person_key_other"]
    pairs = pairs.assign(strength=times.astype(float), band=bands(~marked & oneself, ~marked))
    first: pd.DataFrame = pairs.sort_values(["pay_date_other", "payout_key_other"]).drop_duplicates("payout_key")
    return first[OFFENDING]


def december(tables: Tables) -> pd.DataFrame:
    """Paid in December far above what the award is used to, unless most are."""
    paid = tables.paid("dibao", "tekun", "gaoling", "canji", "hulin")
    positive = paid[paid["amount_fen"] > 0].groupby("award_key")["amount_fen"]
    usual = positive.agg(usual="median", payouts_known="size").reset_index()
    last = paid[paid["pay_date"].dt.month == 12].merge(usual, on="award_key")
    names = {"multiple": "year_end_multiple", "history": "history_payouts", "needed": "usage_payouts"}
    last = last.assign(**{column: tables.standard(last, name) for column, name in names.items()})
    last = last.dropna(subset=list(names))
    above = (last["amount_fen"] >= last["usual"] * last["multiple"]) & (last["payouts_known"] >= last["history"])
    group = last.assign(above=above).groupby(["programme", last["pay_date"].dt.year], observed=True)
    count = group["above"].transform("size")
    odd = (group["above"].transform("sum") * 2 < count) | (count < group["needed"].transform("max"))
    strength = (last["amount_fen"] / last["usual"]).round(4)
    plain = ~last["back_pay"].eq(True)
    judged = last.assign(strength=strength, band=bands(plain & (strength >= 6), plain))
    hit: pd.DataFrame = judged.loc[above & odd, OFFENDING]
    return hit
