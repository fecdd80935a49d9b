"""An outcome that came back belongs to the batch its case was handed out in."""

from datetime import date

from sqlalchemy import update
from sqlalchemy.orm import Session

from records.decisions.dispatches import RECHECK, Batch, BatchCase
from records.decisions.outcomes import RecordedOutcome
from serving.batches import repository
from serving.cases.tables import Case
from serving.refusals import VisitBeforeDispatch


def batch_of(session: Session, case: Case) -> tuple[BatchCase, Batch] | None:
    """The batch for which an outcome of the case would come back now.

    None where the case was in none, or where it was opened again since its batch came back: that is a new story.
    """
    newest = repository.newest_of(session, case.id)
    if newest is None or (newest[0].outcome_id is not None and case.status == "open"):
        return None
    return newest


def check_day(found: tuple[BatchCase, Batch] | None, visited: date) -> None:
    """Refuse a visit from before the batch went out: its outcome would count as one the score had not known.

    Raises VisitBeforeDispatch.
    """
    if found is not None and visited < found[1].dispatched:
        raise VisitBeforeDispatch(
            f"The day of the visit, {visited}, lies before {found[1].dispatched}, when the case was handed out; enter "
            "the day somebody went since."
        )


def name_batch(found: tuple[BatchCase, Batch] | None, outcome: RecordedOutcome) -> None:
    """Write batch and day into the outcome. A re-check corrects what was found in the batch that was checked."""
    if found is None:
        return
    kept, batch = found
    check = batch.kind == RECHECK
    outcome.batch = kept.checked_batch if check else batch.name
    outcome.dispatched = kept.checked_dispatched if check else batch.dispatched


def take_in(session: Session, found: tuple[BatchCase, Batch] | None, outcome: RecordedOutcome) -> None:
    """Let the batch know what came back."""
    if found is not None:
        session.flush()
        found[0].outcome_id = outcome.id


def await_again(session: Session, outcome: RecordedOutcome) -> None:
    """Have the batch wait for another outcome: the one that came back was sent back to whoever visited."""
    session.execute(update(BatchCase).where(BatchCase.outcome_id == outcome.id).values(outcome_id=None))
