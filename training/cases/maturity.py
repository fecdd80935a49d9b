"""Maturity: a batch is looked at only when enough of it came back, and long enough after it went out.

Outcomes come late, and those that come first are not like the others: an award that no longer exists is cleared in a
day, money that has to be recovered takes months. A figure from half a batch is a figure about quick cases.
"""

from datetime import date

import duckdb
import pandas as pd

from training.settings import Mature

# Imported sheets list a line for every case handed out, with or without a result.
HANDED_OUT = """
SELECT batch, dispatched, count(DISTINCT award_key) AS handed_out FROM finding
WHERE award_key IS NOT NULL AND batch IS NOT NULL AND dispatched IS NOT NULL GROUP BY batch, dispatched
"""


def handed_out(connection: duckdb.DuckDBPyConnection, visits: pd.DataFrame) -> pd.DataFrame:
    """How many cases each batch handed out: batch, dispatched (datetime64), handed_out.

    From imported sheets as the connection sees them, and from the `visits` of batches drawn here
    (`records.decisions.dispatches.visits`).
    """
    imported = connection.execute(HANDED_OUT).df()
    there = visits[visits["taken_out"].isna()]  # what was taken out is not waited for
    drawn = there.groupby(["batch", "dispatched"], as_index=False).agg(handed_out=("case_id", "nunique"))
    whole = pd.concat([frame for frame in (imported, drawn) if len(frame)] or [imported])
    return whole.assign(dispatched=whole["dispatched"].astype("datetime64[s]"))


def immature(cases: pd.DataFrame, handed: pd.DataFrame, day: date, chosen: Mature) -> dict[str, str]:
    """Why batches of `training.cases.labels` cannot be tested on yet, by the batch's name; on `day`, what is known.

    What a batch handed out is not known where no sheet gives its day of dispatch; its age alone decides then.
    """
    found = dict[str, str]()
    batches = cases.groupby("batch", sort=False).agg(dispatched=("dispatched", "first"), back=("award_key", "size"))
    for name, dispatched, back in batches.itertuples():
        age = (pd.Timestamp(day) - dispatched).days
        # A batch whose name came back in another year carries its day behind it.
        named = handed["batch"].isin([name, name.removesuffix(f" ({dispatched.date()})")])
        out = int(handed.loc[named & (handed["dispatched"] == dispatched), "handed_out"].sum())
        if age < chosen.days:
            found[name] = f"it went out {age} days ago, {chosen.days} are needed"
        elif back < chosen.returned * out:
            found[name] = f"{back} of its {out} cases came back, {chosen.returned:.0%} are needed"
    return found
