"""Cases for the awards of a batch: those drawn at random had none, or one that was withdrawn."""

import pandas as pd
import pyarrow.compute as pc
import pyarrow.parquet as pq
from sqlalchemy import select
from sqlalchemy.orm import Session

from records.decisions.dispatches import Batch
from serving.cases import found
from serving.cases import picked as picked_words
from serving.cases.tables import Case, CaseEvent
from serving.clock import now
from serving.scan import store


def opened(session: Session, picked: pd.DataFrame, batch: Batch) -> dict[int, int]:
    """Case number of every award picked; cases are opened where there are none, and their history says why."""
    keys = [int(key) for key in picked.index]
    there = {case.award_key: case for case in session.scalars(select(Case).where(Case.award_key.in_(keys)))}
    fresh = _fresh(session, [key for key in keys if key not in there], batch)
    session.add_all(fresh)
    for case in there.values():
        if case.status == "withdrawn":
            case.status, case.version = "open", case.version + 1
    session.flush()
    numbers = {case.award_key: case.id for case in (*there.values(), *fresh)}
    told = f" {batch.due}" if batch.due else ""
    for key, why in zip(keys, picked["why"], strict=True):
        zh, en = picked_words.WHY[why]
        session.add(
            CaseEvent(
                case_id=numbers[key], at=now(), who=batch.who,
                zh=f"{picked_words.OUT[0]}{batch.name}（{zh}）" + (f"，期限{told}" if told else ""),
                en=f"{picked_words.OUT[1]}{batch.name} ({en})" + (f", due{told}" if told else ""),
            )
        )  # fmt: skip
    return numbers


def _fresh(session: Session, keys: list[int], batch: Batch) -> list[Case]:
    if not keys:
        return []
    folder = store.current_folder(session)
    scores = pq.read_table(folder / "scores.parquet", filters=pc.field("award_key").isin(keys))
    columns, opened = found.case_columns(scores, [found.DRAWN] * len(scores)), store.manifest(folder).day
    rows = (dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))
    return [Case(status="open", opened=opened, scan_id=batch.scan_id, version=1, **row) for row in rows]
