"""Cases by number, for systems that keep a copy: filters and sight are the queue's."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from serving import paging
from serving.accounts.views import User
from serving.cases.veil import veil_of
from serving.queue import repository
from serving.queue.service import chosen_numbers, row_of
from serving.queue.views import QueueFilter, QueueRow

_LIST = "cases"


@dataclass(frozen=True)
class ListedCase:
    """A case as the queue shows it, with its version."""

    row: QueueRow
    version: int


def page(
    session: Session, chosen: QueueFilter, user: User, cursor: str | None, limit: int
) -> tuple[list[ListedCase], str | None]:
    """The cases in sight that match, by number, and the cursor of the next page. Raises InvalidCursor."""
    behind = paging.after(cursor, _LIST) or 0
    left = sorted(number for number in chosen_numbers(session, chosen, user) if number > behind)
    numbers, following = paging.page(left, limit, _LIST, lambda number: number)
    found = repository.cases(session, numbers)
    veil = veil_of(session, user)
    names = repository.shown_names(session, {name for case in found for name in (case.assignee, case.holder)})
    # How long it is open nobody asks here; the queue counts up to the day of the newest scan.
    return [ListedCase(row_of(case, case.opened, names, veil), case.version) for case in found], following
