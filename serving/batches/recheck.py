"""A blind re-check: cleared cases, drawn evenly, visited again by another township that is not told what was found."""

from datetime import date

import numpy as np
import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from records import asof, warehouse
from records.clock import today
from records.decisions.dispatches import RECHECK, Batch, BatchCase
from records.decisions.outcomes import RecordedOutcome
from records.home import Home
from serving.accounts.views import User
from serving.audit import log
from serving.batches import repository
from serving.batches.service import keep, next_seed, scan_of
from serving.batches.views import BatchView
from serving.cases import picked as picked_words
from serving.cases.tables import Case, CaseEvent
from serving.clock import now
from serving.refusals import InvalidBatch
from serving.security.policy import require
from serving.security.sight import EVERYTHING
from training.visits import sampling


def recheck(
    session: Session, visits: int, user: User, due: date | None = None, seed: int | None = None,
    name: str | None = None,
) -> BatchView:  # fmt: skip
    """Draw cleared cases and hand each to another township than the one that cleared it, in the caller's transaction.

    Every cleared case that was not checked yet has the same probability. Raises NotAllowed, NoScan, InvalidBatch.
    """
    require(user, "batch.make")
    cleared = _cleared(session)
    townships = _townships(session)
    if len(townships) < 2:
        raise InvalidBatch("A re-check needs another township, and the cases are all of one.")
    if visits > len(cleared):
        raise InvalidBatch(f"Only {len(cleared)} cleared cases can be checked again; ask for no more.")
    seed = next_seed(session) if seed is None else seed
    rng, chance = np.random.default_rng(seed), visits / len(cleared)
    # Ordered by township, so that each is checked in proportion to what it cleared.
    picked = cleared.iloc[sampling.systematic(np.full(len(cleared), chance), rng)]
    population = pd.DataFrame({"stratum": ["rest"], "flagged": [True], "awards": [len(cleared)]})
    batch = keep(session, name, RECHECK, today(), due, user, visits, 1.0, seed, population, scan_of(session))
    keys = list(townships)
    for row in picked.to_dict("records"):
        others = [key for key in keys if key != row["township_key"]]
        other = others[int(rng.integers(len(others)))]
        session.add(
            BatchCase(
                batch_id=batch.id, case_id=row["case_id"], why="random", inclusion=chance, stratum="rest",
                flagged=True, score=row["score"], township_key=other, township=townships[other],
                checked_key=row["township_key"], checked_township=row["township"], checked_batch=row["batch"],
                checked_dispatched=row["dispatched"],
            )
        )  # fmt: skip
        zh, en = (f"{words}{batch.name}" for words in picked_words.RECHECK)
        session.add(CaseEvent(case_id=row["case_id"], at=now(), who=user.display_name, zh=zh, en=en))
    log.write(session, user.name, "batch.recheck", f"batch:{batch.id}", cases=len(picked), seed=str(seed))
    return repository.views(session, EVERYTHING, batch.id)[0]


def _cleared(session: Session) -> pd.DataFrame:
    """Cleared cases that nobody checked again, by township: who had gone, and in which batch that outcome counts."""
    newest = (
        select(RecordedOutcome.case_id, func.max(RecordedOutcome.id).label("id"))
        .group_by(RecordedOutcome.case_id)
        .subquery()
    )
    visited, checked = aliased(BatchCase), aliased(BatchCase)
    still = (checked.taken_out.is_(None), Batch.cancelled.is_(None))
    again = select(checked.case_id).join(Batch, Batch.id == checked.batch_id)
    query = (
        select(
            Case.id,
            Case.award_key,
            func.coalesce(visited.township_key, Case.township_key),
            func.coalesce(visited.township, Case.township),
            func.coalesce(visited.score, Case.probability),
            RecordedOutcome.id,
            RecordedOutcome.batch,
            RecordedOutcome.dispatched,
        )
        .outerjoin(newest, newest.c.case_id == Case.id)
        .outerjoin(RecordedOutcome, RecordedOutcome.id == newest.c.id)
        .outerjoin(visited, visited.outcome_id == RecordedOutcome.id)
        .where(Case.status == "cleared", func.coalesce(visited.township_key, Case.township_key).is_not(None))
        .where(~again.where(checked.case_id == Case.id, Batch.kind == RECHECK, *still).exists())
    )
    sheets = _of_sheets(session)
    rows = [
        (case, *own, *((batch, day) if outcome is not None else sheets.get(award, (None, None))))
        for case, award, *own, outcome, batch, day in session.execute(query)
    ]
    found = pd.DataFrame(rows, columns=["case_id", "township_key", "township", "score", "batch", "dispatched"])
    return found.sort_values(["township_key", "case_id"], ignore_index=True)


def _of_sheets(session: Session) -> dict[int, tuple[str | None, date | None]]:
    """Batch and day of what bureaus' sheets say was cleared, by award."""
    home: Home = session.info["home"]
    with asof.outcomes(warehouse.current(home), date.max) as connection:
        found = connection.execute(
            "SELECT award_key, arg_max(batch, verified), arg_max(dispatched, verified) FROM outcome "
            "WHERE result = 'cleared' GROUP BY award_key"
        ).fetchall()
    return {award: (batch, day) for award, batch, day in found}


def _townships(session: Session) -> dict[int, str]:
    query = select(Case.township_key, func.max(Case.township)).where(Case.township_key.is_not(None))
    found = session.execute(query.group_by(Case.township_key).order_by(Case.township_key))
    return {key: name for key, name in found if key is not None}
