"""A re-check is blind: whoever visits again sees the case as on the first day, not who cleared it and how.

What the first visit left on a case is taken off its page and its answer over the API until the second has answered:
outcome, history, what was silenced, corrected or attached. Hits that the clearance silenced stand as hits again, for
they are what there is to look at. Whoever cleared it himself has no part in it: to him it stays as he left it.
"""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.decisions.dispatches import RECHECK, Batch, BatchCase, waiting
from rules.answers import Answer
from serving.accounts.views import User
from serving.cases import picked
from serving.cases.views import CaseDetail, HistoryEntry, HitView
from serving.security import own_clearances
from serving.security.policy import may


def recheck_of(session: Session, case_id: int, user: User) -> Batch | None:
    """The re-check a case is out in, where the user may not know of it and did not clear the case himself."""
    if may(user, "recheck.know") or case_id in own_clearances.checked_since(session, user):
        return None
    out = select(Batch).join(BatchCase, BatchCase.batch_id == Batch.id)
    return session.scalar(out.where(BatchCase.case_id == case_id, Batch.kind == RECHECK, *waiting()).limit(1))


def veiled(
    detail: CaseDetail, batch: Batch, hits: tuple[HitView, ...], answers: tuple[Answer, ...], others: set[int]
) -> CaseDetail:
    """The case without what a visit before left on it; `others`: linked cases that are checked blindly too."""
    linked = tuple(replace(one, status="open") if one.case_id in others else one for one in detail.linked)
    told = HistoryEntry(batch.made, batch.who, f"{picked.OUT[0]}{batch.name}", f"{picked.OUT[1]}{batch.name}")
    fresh = tuple(one for one in detail.attachments if one.at >= batch.made)
    return replace(
        detail, row=replace(detail.row, status="open"), hits=hits, answers=answers, linked=linked, history=(told,),
        outcome=None, silenced=(), corrected=(), attachments=fresh, recorder="",
    )  # fmt: skip
