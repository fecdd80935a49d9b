"""Webhooks as values."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

Event = Literal["outcome.recorded", "batch.due"]
EVENTS: tuple[Event, ...] = get_args(Event)
MessageState = Literal["waiting", "delivered", "dead"]


@dataclass(frozen=True)
class WebhookView:
    """An address that is told of events, and how that goes."""

    id: int
    url: str
    events: tuple[str, ...]
    active: bool
    made: datetime  # UTC
    who: str
    version: int
    waiting: int
    dead: int


@dataclass(frozen=True)
class MessageView:
    """One message of a webhook."""

    message: str
    event: str
    state: str  # waiting, delivered, dead
    attempts: int
    next_try: datetime
    made: datetime
    done: datetime | None
    answer: str | None
    number: int
