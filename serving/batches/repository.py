"""Queries of batches."""

from collections.abc import Sequence

from sqlalchemy import case as sql_case
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.dispatches import Batch, BatchCase
from records.outcomes import RecordedOutcome
from serving.batches.views import BatchCaseView, BatchView
from serving.cases.tables import Case
from serving.refusals import BatchNotFound


def by_id(session: Session, number: int) -> Batch:
    """One batch; raises BatchNotFound."""
    found = session.get(Batch, number)
    if found is None:
        raise BatchNotFound(f"There is no batch {number}; `mingcha batch list` shows those there are.")
    return found


def views(session: Session, number: int | None = None) -> list[BatchView]:
    """All batches, the newest first, or one of them, with what came back so far."""
    confirmed = func.sum(sql_case((RecordedOutcome.result == "confirmed", 1), else_=0))
    random = func.sum(sql_case((BatchCase.why == "random", 1), else_=0))
    query = (
        select(Batch, func.count(BatchCase.case_id), func.count(BatchCase.outcome_id), confirmed, random)
        .join(BatchCase, BatchCase.batch_id == Batch.id)
        .outerjoin(RecordedOutcome, RecordedOutcome.id == BatchCase.outcome_id)
        .group_by(Batch.id)
        .order_by(Batch.id.desc())
    )
    rows = session.execute(query if number is None else query.where(Batch.id == number)).all()
    return [_view(batch, *(int(count) for count in counts)) for batch, *counts in rows]


def _view(batch: Batch, cases: int, returned: int, confirmed: int, random: int) -> BatchView:
    own = {name: getattr(batch, name) for name in BatchView.__dataclass_fields__ if hasattr(batch, name)}
    return BatchView(**own, cases=cases, returned=returned, confirmed=confirmed, random=random)


def cases(session: Session, number: int) -> Sequence[tuple[BatchCase, Case]]:
    """The cases of a batch, by township, the most probable first."""
    query = select(BatchCase, Case).join(Case, Case.id == BatchCase.case_id).where(BatchCase.batch_id == number)
    order = (BatchCase.township, BatchCase.township_key, BatchCase.score.desc(), Case.id)
    return [(row[0], row[1]) for row in session.execute(query.order_by(*order))]


def case_views(session: Session, number: int) -> list[BatchCaseView]:
    """The same as values, without anybody's identity."""
    return [
        BatchCaseView(
            case_id=case.id, award_key=case.award_key, why=kept.why, inclusion=kept.inclusion, flagged=kept.flagged,
            score=kept.score, township=kept.township, status="returned" if kept.outcome_id is not None else "out",
        )
        for kept, case in cases(session, number)
    ]  # fmt: skip


def out(session: Session) -> set[int]:
    """The awards whose cases are out in a batch: nothing came back yet."""
    query = select(Case.award_key).join(BatchCase, BatchCase.case_id == Case.id).where(BatchCase.outcome_id.is_(None))
    # What came back in a bureau's sheet instead has decided the case too.
    return set(session.scalars(query.where(Case.status == "open")))


def newest_of(session: Session, case_id: int) -> tuple[BatchCase, Batch] | None:
    """The newest batch a case is or was in."""
    query = select(BatchCase, Batch).join(Batch, Batch.id == BatchCase.batch_id).where(BatchCase.case_id == case_id)
    found = session.execute(query.order_by(Batch.id.desc()).limit(1)).one_or_none()
    return None if found is None else (found[0], found[1])
