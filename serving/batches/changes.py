"""Change a batch that is out: cancel it while nothing has come back, take one case out of it. Both stay in history."""

from sqlalchemy.orm import Session

from records.decisions.dispatches import RECHECK, Batch, BatchCase
from serving.accounts.views import User
from serving.audit import log
from serving.batches import repository
from serving.batches.views import BatchView
from serving.cases.tables import Case, CaseEvent
from serving.clock import now
from serving.refusals import BatchChanged, BatchReturned, InvalidBatch, ReasonMissing
from serving.security.policy import require
from serving.security.sight import EVERYTHING

LONGEST_REASON = 400


def cancel(session: Session, number: int, reason: str, user: User, version: int) -> BatchView:
    """Cancel a batch of which nothing has come back; its cases are free to be handed out again.

    Raises NotAllowed, BatchNotFound, BatchChanged, BatchReturned, ReasonMissing.
    """
    batch, why = _to_change(session, number, reason, user, version)
    entries = repository.cases(session, number, EVERYTHING)
    if any(kept.outcome_id is not None for kept, _ in entries):
        raise BatchReturned("Outcomes of this batch have come back; it stays. Take out the cases not to be visited.")
    batch.cancelled, batch.cancelled_by, batch.cancelled_why = now(), user.name, why
    batch.version += 1
    for kept, case in entries:
        if kept.taken_out is None:
            _free(
                session, batch, kept, case, user, f"取消交办：{batch.name}（{why}）", f"{batch.name} cancelled: {why}"
            )
    log.write(session, user.name, "batch.cancel", f"batch:{number}", cases=len(entries))
    return repository.views(session, EVERYTHING, number)[0]


def take_out(session: Session, number: int, case_id: int, reason: str, user: User, version: int) -> BatchView:
    """Take a case out of a batch; it counts as drawn and not come back, and is free to be handed out again.

    Raises NotAllowed, BatchNotFound, BatchChanged, BatchReturned, InvalidBatch, ReasonMissing.
    """
    batch, why = _to_change(session, number, reason, user, version)
    kept = session.get(BatchCase, (number, case_id))
    if kept is None or kept.taken_out is not None:
        raise InvalidBatch(f"Case {case_id} is not in this batch; take its number from the batch's list.")
    if kept.outcome_id is not None:
        raise BatchReturned(f"The outcome of case {case_id} has come back; it stays in the batch.")
    kept.taken_out, kept.taken_out_by, kept.taken_out_why = now(), user.name, why
    batch.version += 1
    case = session.get_one(Case, case_id)
    _free(session, batch, kept, case, user, f"从“{batch.name}”中取出：{why}", f"taken out of {batch.name}: {why}")
    log.write(session, user.name, "batch.take_out", f"batch:{number}", case=case_id)
    return repository.views(session, EVERYTHING, number)[0]


def _to_change(session: Session, number: int, reason: str, user: User, version: int) -> tuple[Batch, str]:
    require(user, "batch.make")
    batch, why = repository.by_id(session, number, EVERYTHING, lock=True), " ".join(reason.split())[:LONGEST_REASON]
    if batch.version != version:
        raise BatchChanged(f"Batch {number} was changed meanwhile; open it again and look before you decide.")
    if batch.cancelled is not None:
        raise InvalidBatch(f"Batch {number} is cancelled already.")
    if not why:
        raise ReasonMissing("Say why; the reason is kept with the batch.")
    return batch, why


def _free(session: Session, batch: Batch, kept: BatchCase, case: Case, user: User, zh: str, en: str) -> None:
    """Give a case back: one that nothing speaks against, and that only the dice had brought up, leaves the queue."""
    if batch.kind != RECHECK and not kept.flagged and case.status == "open":
        case.status, case.version = case.decision or "withdrawn", case.version + 1
    session.add(CaseEvent(case_id=case.id, at=now(), who=user.display_name, zh=zh, en=en))
