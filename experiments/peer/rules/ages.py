"""Too young or too old (rules 11, 27, 28)."""

import numpy as np
import pandas as pd

from experiments.peer.hits import OFFENDING
from experiments.peer.tables import Tables, bands, months


def below_old_age(tables: Tables) -> pd.DataFrame:
    """An old-age allowance before the age, unless most receive it earlier."""
    aged = tables.paid("gaoling").merge(tables["person"][["person_key", "birth"]], on="person_key")
    home = tables.home[["person_key", "birth"]].rename(columns={"birth": "registered_birth"})
    aged = aged.merge(home, on="person_key", how="left")
    aged = aged.assign(age=tables.standard(aged, "old_age_from"), needed=tables.standard(aged, "usage_payouts"))
    aged = aged.dropna(subset=["age", "needed"])
    early = aged["age"] * 12 - months(aged["pay_date"], aged["birth"])
    by_register = aged["age"] * 12 - months(aged["pay_date"], aged["registered_birth"])
    group = aged.assign(early=early > 0).groupby("programme")
    count = group["early"].transform("size")
    common = (group["early"].transform("sum") * 2 > count) & (count >= group["needed"].transform("max"))
    suspect = ~common & ~(by_register <= 0)
    aged = aged.assign(strength=early, band=bands((early > 24) & suspect, (early > 6) & suspect))
    return aged.loc[early > 0, OFFENDING]


def _between(tables: Tables, programmes: tuple[str, ...], lowest: str, highest: str) -> pd.DataFrame:
    aged = tables.paid(*programmes).merge(tables["person"][["person_key", "birth"]], on="person_key")
    age = months(aged["pay_date"], aged["birth"])
    low, high = (tables.standard(aged, name) * 12 for name in (lowest, highest))
    young = age < low
    beyond = np.where(young, low - age, age - high)
    band = bands((beyond > 60) | (young & (beyond > 24)), beyond > 12)
    outside = (young | (age > high)) & ~np.isnan(low) & ~np.isnan(high)
    return aged.assign(strength=beyond, band=band).loc[outside, OFFENDING]


def student(tables: Tables) -> pd.DataFrame:
    """A student subsidy outside school age."""
    return _between(tables, ("yulu",), "student_age_from", "student_age_to")


def working(tables: Tables) -> pd.DataFrame:
    """A ranger or buyer of machines who is no grown-up of working age."""
    return _between(tables, ("hulin", "nongji"), "work_age_from", "work_age_to")
