"""What the household owns."""

import numpy as np
import pandas as pd

from experiments.peer.families.persons import YEAR
from experiments.peer.tables import Tables


def _of_awards(tables: Tables, name: str) -> pd.DataFrame:
    """Everything of a register beside every award of the owner's household; who has none stands alone."""
    one = tables.beneficiary[["award_key", "person_key", "household_key", "first_paid"]]
    owned = tables[name].merge(tables.home[["person_key", "household_key"]], on="person_key", how="left")
    owned = owned.rename(columns={"person_key": "owner_key"})
    housed = one.dropna(subset="household_key")
    near = housed.merge(owned.dropna(subset="household_key"), on="household_key")
    alone = one[one["household_key"].isna()].drop(columns="household_key")
    own = alone.merge(owned, left_on="person_key", right_on="owner_key")
    return pd.concat([near, own], ignore_index=True)


def _count(rows: pd.DataFrame, which: pd.Series) -> pd.Series:
    count: pd.Series = rows.loc[which, "award_key"].value_counts()
    return count


def means(tables: Tables) -> pd.DataFrame:
    """The family of columns."""
    index = tables.beneficiary["award_key"]
    found = {**_vehicles(tables), **_properties(tables), **_enterprises(tables)}
    counted = pd.DataFrame({name: column.reindex(index) for name, column in found.items()}, index=index)
    none = [name for name in found if not name.endswith(("_max", "_min"))]
    counted[none] = counted[none].fillna(0)
    for name, register, column in (
        ("vehicles_gone", "vehicle", "status"), ("flat_after_first_paid", "property", "registered"),
        ("sole_traders_active", "enterprise", "kind"),
    ):  # fmt: skip
        if tables[register][column].isna().all():
            counted[name] = np.nan
    return counted


def _vehicles(tables: Tables) -> dict[str, pd.Series]:
    owned = _of_awards(tables, "vehicle")
    large = owned["kind"].isin(("car", "truck"))
    in_use = large & (owned["status"].isna() | (owned["status"] == "normal"))
    used = (
        owned[in_use].assign(years=lambda rows: (tables.day - rows["registered"]).dt.days / YEAR).groupby("award_key")
    )
    return {
        "vehicles": _count(owned, in_use),
        "vehicle_yuan_max": used["price_fen"].max() / 100,
        "vehicle_years_min": used["years"].min(),
        "light_vehicles": _count(owned, ~large & owned["kind"].notna()),
        "vehicles_gone": _count(owned, owned["status"].isin(("scrapped", "transferred"))),
    }


def _properties(tables: Tables) -> dict[str, pd.Series]:
    owned = _of_awards(tables, "property")
    flat = owned["kind"] == "commercial_flat"
    flats = owned[flat].assign(years=lambda rows: (tables.day - rows["registered"]).dt.days / YEAR).groupby("award_key")
    later = flat & (owned["registered"] > owned["first_paid"])
    return {
        "flats": _count(owned, flat),
        "flat_m2_max": flats["floor_area_m2"].max(),
        "flat_years_min": flats["years"].min(),
        "flat_after_first_paid": later.astype(int).groupby(owned["award_key"]).max(),
        "shops": _count(owned, owned["kind"] == "shop"),
        "other_homes": _count(owned, owned["kind"].isin(("resettlement", "self_built"))),
    }


def _enterprises(tables: Tables) -> dict[str, pd.Series]:
    owned = _of_awards(tables, "enterprise")
    active = owned["status"].isna() | (owned["status"] == "active")
    trader = owned["kind"] == "sole_trader"
    return {
        "companies_active": _count(owned, active & ~trader),
        "capital_yuan_max": owned[active].groupby("award_key")["capital_fen"].max() / 100,
        "own_companies_active": _count(owned, active & (owned["owner_key"] == owned["person_key"])),
        "sole_traders_active": _count(owned, active & trader),
    }
