"""The queue: which case next."""

from sqlalchemy.orm import Session

from serving.accounts.views import User
from serving.queue.views import Facet, QueueFilter, QueuePage, QueueRow

__all__ = ["Facet", "QueueFilter", "QueuePage", "QueueRow", "next_case", "queue_page"]


def queue_page(session: Session, chosen: QueueFilter, cursor: str | None = None, limit: int = 50) -> QueuePage:
    """The cases that match, best first; `cursor` is the `next_cursor` of the page before. Raises InvalidCursor."""
    raise NotImplementedError


def next_case(session: Session, chosen: QueueFilter, user: User) -> int | None:
    """The number of the best open case that matches, or None when there is none left."""
    raise NotImplementedError
