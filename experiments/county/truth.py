"""The truth behind a county's suspicions, kept apart from its files so that a ranking can be measured against it."""

import pandas as pd

from experiments.county.batches import NOT_DISPATCHED, Verification


def truth(verification: Verification, awards: pd.DataFrame) -> pd.DataFrame:
    """One row per suspicious award.

    Columns: resident_id (as listed), programme (code), probability (that a visit confirms), guilty (drawn from it),
    open (no outcome in any file), batch (null: never dispatched), kinds (names, joined by commas).
    """
    keys = awards[["resident_id", "programme"]].drop_duplicates(ignore_index=True)
    kinds = verification.found.groupby("award")["kind"].agg(",".join)
    cases = verification.cases.sort_index()
    whole = keys.loc[cases.index].assign(
        probability=cases["probability"],
        guilty=cases["guilty"],
        open=cases["verified"].isna(),
        batch=cases["batch"].where(cases["batch"] != NOT_DISPATCHED).astype("Int64"),
        kinds=kinds.loc[cases.index],
    )
    return whole.reset_index(drop=True)
