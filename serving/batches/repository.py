"""Queries of batches."""

from collections.abc import Sequence

import pandas as pd
from sqlalchemy import and_, func, select
from sqlalchemy import case as sql_case
from sqlalchemy.orm import Session

from records.decisions.dispatches import Batch, BatchCase, waiting
from records.decisions.outcomes import RecordedOutcome
from serving.batches import houses
from serving.batches.views import BatchCaseView, BatchView, TownshipProgress
from serving.cases.tables import Case
from serving.refusals import BatchNotFound
from serving.security.sight import Sight

NOWHERE = -1  # of a township or a village that no list says


def by_id(session: Session, number: int, sight: Sight, lock: bool = False) -> Batch:
    """One batch with a case in sight; `lock` holds its row until the transaction ends. Raises BatchNotFound."""
    there = select(BatchCase.case_id).where(BatchCase.batch_id == Batch.id, sight.batch_cases()).exists()
    query = select(Batch).where(Batch.id == number, there)
    found = session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise BatchNotFound(f"There is no batch {number}; `mingcha batch list` shows those there are.")
    return found


def views(session: Session, sight: Sight, number: int | None = None) -> list[BatchView]:
    """All batches, the newest first, or one of them, with what came back so far of what is in sight."""
    confirmed = func.sum(sql_case((RecordedOutcome.result == "confirmed", 1), else_=0))
    random = func.sum(sql_case((and_(BatchCase.why == "random", BatchCase.taken_out.is_(None)), 1), else_=0))
    there = func.sum(sql_case((BatchCase.taken_out.is_(None), 1), else_=0))
    query = (
        select(Batch, there, func.count(BatchCase.outcome_id), confirmed, random, func.count(BatchCase.taken_out))
        .join(BatchCase, BatchCase.batch_id == Batch.id)
        .outerjoin(RecordedOutcome, RecordedOutcome.id == BatchCase.outcome_id)
        .where(sight.batch_cases())
        .group_by(Batch.id)
        .order_by(Batch.id.desc())
    )
    rows = session.execute(query if number is None else query.where(Batch.id == number)).all()
    return [_view(batch, *(int(count) for count in counts)) for batch, *counts in rows]


def _view(batch: Batch, cases: int, returned: int, confirmed: int, random: int, taken_out: int) -> BatchView:
    own = {name: getattr(batch, name) for name in BatchView.__dataclass_fields__ if hasattr(batch, name)}
    counts = {"cases": cases, "returned": returned, "confirmed": confirmed, "random": random, "taken_out": taken_out}
    return BatchView(**own | counts)


def cases(session: Session, number: int, sight: Sight) -> Sequence[tuple[BatchCase, Case]]:
    """All cases in sight ever drawn for a batch, by township, the best first; some may have been taken out."""
    query = select(BatchCase, Case).join(Case, Case.id == BatchCase.case_id).where(BatchCase.batch_id == number)
    query = query.where(sight.batch_cases())
    order = (BatchCase.township, BatchCase.township_key, BatchCase.score.desc(), Case.id)
    return [(row[0], row[1]) for row in session.execute(query.order_by(*order))]


def as_one_goes(
    session: Session, number: int, sight: Sight, township: int | None = None
) -> list[tuple[BatchCase, Case, int]]:
    """What is or was out in a batch, of one township or all: village by village, house by house.

    The village with most to find comes first, in it the house with the most probable case. Each with the house's key.
    """
    found = [
        pair for pair in cases(session, number, sight)
        if pair[0].taken_out is None and (township is None or _known(pair[0].township_key) == township)
    ]  # fmt: skip
    people = pd.Series([case.person_key for _, case in found], dtype="int64")
    house = dict(zip(people, houses.of(session, people), strict=True)) if found else {}
    hope: dict[tuple[int | None, int | None], float] = {}
    best: dict[int, float] = {}
    for kept, case in found:
        village, home = (kept.township_key, case.village_key), house[case.person_key]
        hope[village] = hope.get(village, 0.0) + kept.score
        best[home] = max(best.get(home, 0.0), kept.score)

    def way(pair: tuple[BatchCase, Case]) -> tuple[object, ...]:
        kept, case = pair
        village, home = (kept.township_key, case.village_key), house[case.person_key]
        town = (kept.township, _known(kept.township_key))
        return *town, -hope[village], _known(case.village_key), -best[home], home, -kept.score, case.id

    return [(kept, case, house[case.person_key]) for kept, case in sorted(found, key=way)]


def _known(key: int | None) -> int:
    return NOWHERE if key is None else key


def case_views(session: Session, number: int, sight: Sight) -> list[BatchCaseView]:
    """The same as values, without anybody's identity."""
    return [
        BatchCaseView(
            case_id=case.id, award_key=case.award_key, why=kept.why, inclusion=kept.inclusion, flagged=kept.flagged,
            score=kept.score, township=kept.township, status=_status(kept),
        )
        for kept, case in cases(session, number, sight)
    ]  # fmt: skip


def _status(kept: BatchCase) -> str:
    return "taken_out" if kept.taken_out is not None else "out" if kept.outcome_id is None else "returned"


def out(session: Session) -> set[int]:
    """The awards whose cases are out in a batch: nothing came back yet."""
    query = select(Case.award_key).join(BatchCase, BatchCase.case_id == Case.id)
    query = query.join(Batch, Batch.id == BatchCase.batch_id).where(*waiting())
    # What came back in a bureau's sheet instead has decided the case too.
    return set(session.scalars(query.where(Case.status == "open")))


def newest_of(session: Session, case_id: int) -> tuple[BatchCase, Batch] | None:
    """The newest batch a case is or was in; one that was cancelled, or that it was taken out of, does not count."""
    query = select(BatchCase, Batch).join(Batch, Batch.id == BatchCase.batch_id).where(BatchCase.case_id == case_id)
    query = query.where(BatchCase.taken_out.is_(None), Batch.cancelled.is_(None))
    found = session.execute(query.order_by(Batch.id.desc()).limit(1)).one_or_none()
    return None if found is None else (found[0], found[1])


def townships(session: Session, number: int, sight: Sight) -> list[TownshipProgress]:
    """How far each township in sight is with a batch, by name."""
    there = BatchCase.taken_out.is_(None)
    back = sql_case((BatchCase.outcome_id.is_not(None), 1), else_=0)
    confirmed = sql_case((RecordedOutcome.result == "confirmed", 1), else_=0)
    query = (
        select(BatchCase.township_key, func.max(BatchCase.township), func.count(), func.sum(back), func.sum(confirmed))
        .outerjoin(RecordedOutcome, RecordedOutcome.id == BatchCase.outcome_id)
        .where(BatchCase.batch_id == number, there, sight.batch_cases())
        .group_by(BatchCase.township_key)
    )
    found = [TownshipProgress(key, name, *map(int, counts)) for key, name, *counts in session.execute(query)]
    return sorted(found, key=lambda one: (one.township, one.township_key or 0))
