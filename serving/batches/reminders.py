"""Who is late, who was reminded of it and when, and which batches are due soon."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.clock import today
from serving.accounts.views import User
from serving.audit import log
from serving.batches import repository
from serving.batches.tables import BatchReminder
from serving.batches.views import SOON, BatchView
from serving.clock import now
from serving.refusals import InvalidBatch
from serving.security.policy import require
from serving.security.sight import EVERYTHING, Sight

LONGEST_NOTE = 400


@dataclass(frozen=True)
class Reminder:
    """A township was reminded."""

    township_key: int | None
    township: str
    at: datetime  # UTC
    who: str
    outstanding: int  # then
    note: str


@dataclass(frozen=True)
class Awaited:
    """What a township still owes of a batch."""

    batch: BatchView
    township_key: int | None
    township: str
    outstanding: int
    days: int  # until the deadline; below 0: late by as many
    reminded: datetime | None  # when last
    reminders: int


def due_soon(session: Session, day: date, within: timedelta = SOON) -> list[BatchView]:
    """Batches that still wait for outcomes and are due within so many days from `day`, the first due first.

    For those who tell others: an inbox, a webhook. Late ones are not among them; see `awaited`.
    """
    found = [view for view in repository.views(session, EVERYTHING) if view.outstanding and view.due is not None]
    return sorted((view for view in found if day <= _due(view) <= day + within), key=lambda view: (_due(view), view.id))


def awaited(session: Session, day: date, sight: Sight, within: timedelta = SOON) -> list[Awaited]:
    """Every township in sight that is late or due soon with a batch, the latest first."""
    found = list[Awaited]()
    for view in repository.views(session, sight):
        if view.outstanding and view.due is not None and view.due <= day + within:
            told = of_batch(session, view.id)
            for town in repository.townships(session, view.id, sight):
                if town.outstanding:
                    own = [one for one in told if one.township_key == town.township_key]
                    last = own[0].at if own else None
                    left = (view.due - day).days
                    found.append(
                        Awaited(view, town.township_key, town.township, town.outstanding, left, last, len(own))
                    )
    return sorted(found, key=lambda one: (one.days, -one.outstanding, one.township))


def in_sight(session: Session, number: int, sight: Sight) -> list[Reminder]:
    """Reminders of a batch to townships in sight."""
    own = {town.township_key for town in repository.townships(session, number, sight)}
    return [one for one in of_batch(session, number) if one.township_key in own]


def of_batch(session: Session, number: int) -> list[Reminder]:
    """Every reminder of a batch, the newest first."""
    query = select(BatchReminder).where(BatchReminder.batch_id == number).order_by(BatchReminder.id.desc())
    names = Reminder.__dataclass_fields__
    return [Reminder(**{name: getattr(row, name) for name in names}) for row in session.scalars(query)]


def remind(session: Session, number: int, townships: Collection[int | None], note: str, user: User) -> list[Reminder]:
    """Note that townships (by key) were reminded of what they owe of a batch.

    Raises NotAllowed, BatchNotFound, InvalidBatch.
    """
    require(user, "batch.make")
    repository.by_id(session, number, EVERYTHING)
    owing = {town.township_key: town for town in repository.townships(session, number, EVERYTHING) if town.outstanding}
    if (
        repository.views(session, EVERYTHING, number)[0].cancelled is not None
        or not townships
        or set(townships) - set(owing)
    ):
        raise InvalidBatch("Name townships that still owe outcomes of this batch; the others need no reminder.")
    for key in sorted(townships, key=lambda key: key or 0):
        town = owing[key]
        session.add(
            BatchReminder(batch_id=number, township_key=key, township=town.township, at=now(), who=user.display_name,
                          outstanding=town.outstanding, note=" ".join(note.split())[:LONGEST_NOTE])
        )  # fmt: skip
    log.write(session, user.name, "batch.remind", f"batch:{number}", townships=len(set(townships)))
    session.flush()
    return of_batch(session, number)


def left(view: BatchView, day: date | None = None) -> int | None:
    """Days until a batch is due, below 0 when it is late; None without a deadline."""
    return None if view.due is None else (view.due - (day or today())).days


def _due(view: BatchView) -> date:
    return view.due or date.max
