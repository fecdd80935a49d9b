"""What the household owns (rules 6 to 9)."""

import numpy as np
import pandas as pd

from experiments.county.chance import Flags
from experiments.peer.hits import OFFENDING
from experiments.peer.rules.posts import POOR
from experiments.peer.tables import Tables, bands


def _beside(tables: Tables, name: str, programmes: tuple[str, ...]) -> pd.DataFrame:
    """Payouts beside everything of a register that the household owns."""
    owned = tables.owners(name).merge(tables[name].rename(columns={"person_key": "owner_key"}), on="owner_key")
    hit = tables.paid(*programmes).merge(owned, on="person_key")
    return hit.assign(oneself=hit["owner_key"] == hit["person_key"])


def _business(tables: Tables, traders: bool) -> pd.DataFrame:
    hit = _beside(tables, "enterprise", POOR)
    hit = hit[(hit["kind"] == "sole_trader") == traders]
    hit = hit[hit["founded"].isna() | (hit["pay_date"] >= hit["founded"])]
    hit = hit[hit["oneself"] | hit["programme"].isin(("dibao", "tekun"))]
    limit = tables.standard(hit, "small_capital")
    hit = hit[~np.isnan(limit)]
    large = hit["capital_fen"] > limit[~np.isnan(limit)] * 100
    active = hit["status"].isna() | (hit["status"] == "active")
    runs = hit["role"].isna() | (hit["role"] == "legal_person")
    mine = hit["oneself"] & active
    return hit.assign(strength=hit["capital_fen"] / 100, band=bands(mine & large & runs, mine))[OFFENDING]


def enterprise(tables: Tables) -> pd.DataFrame:
    """A company or co-operative in the household."""
    return _business(tables, traders=False)


def trader(tables: Tables) -> pd.DataFrame:
    """A sole trader in the household."""
    return _business(tables, traders=True)


def real_estate(tables: Tables) -> pd.DataFrame:
    """Real estate in the household."""
    hit = _beside(tables, "property", ("dibao", "tekun", "weifang", "banqian"))
    housing = hit["programme"].isin(("weifang", "banqian"))
    flat = hit["kind"] == "commercial_flat"
    hit = hit.assign(strength=hit["floor_area_m2"], band=bands(flat & hit["oneself"], flat))
    owned = hit["registered"].isna() | (hit["pay_date"] >= hit["registered"])
    return hit.loc[(owned | housing) & ((hit["programme"] != "banqian") | flat), OFFENDING]


def vehicle(tables: Tables) -> pd.DataFrame:
    """A vehicle in the household."""
    hit = _beside(tables, "vehicle", ("dibao", "tekun"))
    hit = hit[hit["registered"].isna() | (hit["pay_date"] >= hit["registered"])]
    cheap, old = tables.standard(hit, "cheap_vehicle"), tables.standard(hit, "old_vehicle")
    both: Flags = ~np.isnan(cheap) & ~np.isnan(old)
    hit, cheap, old = hit[both], cheap[both], old[both]
    means = hit["kind"].isin(("car", "truck")) & (hit["status"].isna() | (hit["status"] == "normal"))
    age = hit["pay_date"].dt.year - hit["registered"].dt.year
    worn = (hit["price_fen"] <= cheap * 100) | (age > old)
    told = hit["price_fen"].notna() | hit["registered"].notna()
    worth = means & told & ~worn
    return hit.assign(strength=hit["price_fen"] / 100, band=bands(worth & hit["oneself"], worth))[OFFENDING]
