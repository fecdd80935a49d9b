"""The awards that may be visited, as the current scan has them."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from sqlalchemy import select
from sqlalchemy.orm import Session

from serving.batches import houses, repository
from serving.batches.repository import NOWHERE
from serving.cases.tables import Case
from serving.refusals import NotToBePicked
from serving.scan import store

_COLUMNS = (
    *("award_key", "person_key", "probability", "queued", "verdict", "rank", "stake_fen"),
    *("township_key", "township", "village_key", "village"),
)
FREE = ("open", "withdrawn")  # nobody decided the case


def standing(session: Session) -> pd.DataFrame:
    """All awards that nobody has verified and that are in no batch, best first; index award_key.

    Columns: score, flagged, place (township key, -1 unknown), township, village (key, -1 unknown), village_name, house
    (key of the household, of the person where no register has one), stake_fen, named ("").
    """
    scores = pq.read_table(store.current_folder(session) / "scores.parquet", columns=list(_COLUMNS)).to_pandas()
    status = dict(session.execute(select(Case.award_key, Case.status)).all())
    case = scores["award_key"].map(status)
    free = case.isin(FREE) | (case.isna() & scores["verdict"].isna())
    free &= ~scores["award_key"].isin(repository.out(session))
    found = scores[free].sort_values("rank").set_index("award_key")
    return pd.DataFrame(
        {
            "score": found["probability"],
            "flagged": found["queued"].astype(bool),
            "place": found["township_key"].fillna(NOWHERE).astype(np.int64),
            "township": found["township"],
            "village": found["village_key"].fillna(NOWHERE).astype(np.int64),
            "village_name": found["village"],
            "house": houses.of(session, found["person_key"]),
            "stake_fen": found["stake_fen"],
            "named": "",
        }
    )


def with_named(session: Session, awards: pd.DataFrame, numbers: tuple[int, ...], why: str) -> pd.DataFrame:
    """Mark the awards that people name, by case number or award key. Raises NotToBePicked."""
    by_case: dict[Any, int] = dict(
        session.execute(select(Case.id, Case.award_key).where(Case.id.in_([n for n in numbers if n < 2**31]))).all()
    )
    for number in numbers:
        key = by_case.get(number, number)
        if key not in awards.index:
            raise NotToBePicked(
                f"{number} is neither the number of a case nor the key of an award that could be visited: it is "
                "unknown, verified already, or out in a batch."
            )
        awards.loc[key, "named"] = why
    return awards
