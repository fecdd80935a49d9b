"""Subsidised area against the land register."""

import numpy as np
import pandas as pd

from experiments.county.rhythms import LAND
from experiments.county.view import UNKNOWN, View

TOLERANCE = 1.05  # surveys differ by a few per cent


def area(view: View) -> pd.DataFrame:
    """Area above contract plus lease; a lease nobody registered explains a modest excess."""
    paid = view.paid[view.paid["programme"].isin(LAND) & (view.paid["person"] != UNKNOWN)]
    largest = paid.groupby("award", as_index=False).agg(area=("area", "max"), person=("person", "first"))
    hit = largest.merge(view.world.land, on="person")
    ratio = hit["area"] / (hit["contracted"] + hit["leased"])
    hit = hit[ratio > TOLERANCE]
    ratio = ratio[hit.index]
    excess = hit["area"] - hit["contracted"] - hit["leased"]
    is_cadre = hit["person"].isin(view.world.cadre["person"]) | hit["person"].isin(view.world.kin["relative"])
    leases = (hit["leased"] > 0).to_numpy()  # who has registered one lease may well have another
    lean = -2.0 + 2.1 * np.minimum(np.log(ratio) / np.log(2), 1.7) + 0.25 * np.log1p(excess) - 0.5 * leases
    return hit.assign(lean=lean + np.where(is_cadre, 0.9, 0.0))
