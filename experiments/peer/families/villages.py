"""The award's share of its village's money, and that of cadres and their kin."""

import numpy as np
import pandas as pd

from experiments.peer.families.amounts import _some
from experiments.peer.tables import Tables


def village(tables: Tables) -> pd.DataFrame:
    """The family of columns."""
    one = tables.beneficiary
    close = np.union1d(tables["cadre"]["person_key"], tables["kin"]["relative_key"])
    near = one["amount_fen"].where(one["person_key"].isin(close), 0)
    group = one.assign(near=near).groupby(["village_key", "programme"], observed=True)
    fen = _some(group["amount_fen"].transform("sum"))
    return pd.DataFrame(
        {
            "village_share": one["amount_fen"] / fen,
            "village_awards": group["amount_fen"].transform("size"),
            "village_kin_share": group["near"].transform("sum") / fen if len(tables["kin"]) else np.nan,
        }
    ).set_index(one["award_key"])
