"""Webhooks, and the messages that wait for them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from records.database import Base


class Webhook(Base):
    """An address that is told of events."""

    __tablename__ = "webhook"

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(Text)
    events: Mapped[str] = mapped_column(String(64))  # comma-joined
    salt: Mapped[str] = mapped_column(String(64))  # its secret is derived from it and the home's: a database holds none
    active: Mapped[bool]
    made: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(default=1)


class Message(Base):
    """One event for one webhook: written with the event, sent by the worker."""

    __tablename__ = "webhook_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id", ondelete="CASCADE"))
    message: Mapped[str] = mapped_column(String(40), unique=True)  # the same at every attempt
    event: Mapped[str] = mapped_column(String(32))
    about: Mapped[str] = mapped_column(String(64))  # what happened, so that nothing is told twice
    body: Mapped[str] = mapped_column(Text)  # JSON, exactly as it is signed
    state: Mapped[str] = mapped_column(String(16))  # waiting, delivered, dead
    attempts: Mapped[int] = mapped_column(default=0)
    next_try: Mapped[datetime]
    made: Mapped[datetime]
    done: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(String(200))  # of the last attempt: a status or why there was none

    __table_args__ = (UniqueConstraint("webhook_id", "about"), Index("webhook_message_waiting", "state", "next_try"))
