"""Against the population, death, migration and disability registers."""

import numpy as np
import pandas as pd

from experiments.county.fates import BOUGHT_HOME, STUDY
from experiments.county.people import YEAR
from experiments.county.rhythms import LAND
from experiments.county.view import UNKNOWN, View


def _after(view: View, facts: pd.DataFrame, when: str, paid: pd.DataFrame) -> pd.DataFrame:
    """Payouts in a later month than a fact about their person, with how many months later."""
    later = paid.merge(facts, on="person")
    later["months_after"] = view.world.calendar.month_of(later["day"].to_numpy()) - view.world.calendar.month_of(
        later[when].to_numpy()
    )
    return later[later["months_after"] > 0]


def dead(view: View) -> pd.DataFrame:
    """Paid after death; arrears of one or two months are usual, and land is paid to the dead for years."""
    later = _after(view, view.death, "died", view.paid)
    hit = later.groupby("award", as_index=False).agg(
        longest=("months_after", "max"),
        programme=("programme", "first"),
        account=("account", "first"),
        person=("person", "first"),
    )
    months = hit["longest"].to_numpy()
    lean = np.where(months <= 2, -1.6, 0.9 + 0.16 * np.minimum(months, 12))
    lean = np.where(hit["programme"].isin(LAND), -0.7 + 0.03 * np.minimum(months, 30), lean)
    # Somebody else draws the money of the dead.
    lean += 0.5 * ((hit["account"] != hit["person"]) & (months > 2))
    return hit.assign(lean=lean)


def moved(view: View) -> pd.DataFrame:
    """Moved away and still paid; students stay entitled, land does not move."""
    paid = view.paid[~view.paid["programme"].isin((*LAND, "yulu"))]
    later = _after(view, view.moved_away, "moved", paid)
    hit = later.groupby("award", as_index=False).agg(longest=("months_after", "max"), reason=("reason", "first"))
    months = hit["longest"].to_numpy()
    lean = np.where(months <= 2, -1.3, -0.1 + 0.07 * np.minimum(months, 20))
    return hit.assign(lean=lean + np.select([hit["reason"] == STUDY, hit["reason"] == BOUGHT_HOME], [-1.6, 0.7], 0.0))


def certificate(view: View) -> pd.DataFrame:
    """Disability subsidy without a certificate, after it ran out, or for a level too low."""
    best = view.disability.groupby("person", as_index=False).agg(level=("level", "min"), until=("valid_until", "max"))
    award = view.among(("canji",)).query(f"person != {UNKNOWN}").merge(best, on="person", how="left")
    gap = (award["last"] - award["until"]) / 30.4
    none, low, over = award["level"].isna(), award["level"] > 2, gap > 0
    hit = award[none | low | over]
    gap = gap[hit.index]
    ran_out = np.select([gap <= 6, gap <= 12], [-1.4, 0.0], 0.9)
    lean = np.select([none[hit.index], low[hit.index]], [0.5, 0.3], ran_out)
    relatives = view.world.kin.loc[view.world.kin["person"].isin(view.world.cadre["person"]), "relative"]
    return hit.assign(lean=lean + 1.0 * (hit["person"].isin(relatives) & (lean > -1)))


def age(view: View) -> pd.DataFrame:
    """Old-age allowance before 80 by the id; the register may have been corrected since."""
    paid = view.paid[(view.paid["programme"] == "gaoling") & (view.paid["person"] != UNKNOWN)]
    first = paid.groupby("award", as_index=False).agg(day=("day", "min"), person=("person", "first"))
    people = view.world.people
    short = 80 - (first["day"] - people["birth"].to_numpy()[first["person"]]) / YEAR
    by_register = 80 - (first["day"] - people["registered_birth"].to_numpy()[first["person"]]) / YEAR
    lean = np.where(short < 1, -1.3, -0.2 + 0.28 * np.minimum(short, 8)) - 1.7 * (by_register <= 0)
    return first.assign(lean=lean).iloc[np.flatnonzero(short > 0.02)]


def identity(view: View) -> pd.DataFrame:
    """An id nobody in the register has, or one that goes with another name."""
    hit = view.held[(view.held["person"] == UNKNOWN) | view.held["misnamed"]].reset_index(names="award")
    return hit.assign(lean=np.where(hit["person"] == UNKNOWN, 0.1 + 0.02 * np.minimum(hit["payouts"], 30), -1.1))
