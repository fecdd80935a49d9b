"""Queries of webhooks and their messages."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from serving.refusals import WebhookNotFound
from serving.webhooks.tables import Message, Webhook
from serving.webhooks.views import MessageView, WebhookView


def by_id(session: Session, number: int, lock: bool = False) -> Webhook:
    """One webhook; raises WebhookNotFound."""
    query = select(Webhook).where(Webhook.id == number)
    found = session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise WebhookNotFound(f"There is no webhook {number}; `mingcha webhook list` shows those there are.")
    return found


def views(session: Session, after: int = 0, limit: int | None = None) -> list[WebhookView]:
    """Webhooks by number, from behind `after`."""
    found = session.scalars(select(Webhook).where(Webhook.id > after).order_by(Webhook.id).limit(limit)).all()
    return [view(session, webhook) for webhook in found]


def view(session: Session, webhook: Webhook) -> WebhookView:
    """A webhook as a value."""
    query = select(Message.state, func.count()).where(Message.webhook_id == webhook.id).group_by(Message.state)
    counts = {state: int(count) for state, count in session.execute(query)}
    own = {name: getattr(webhook, name) for name in ("id", "url", "active", "made", "who", "version")}
    events = tuple(webhook.events.split(","))
    return WebhookView(**own, events=events, waiting=counts.get("waiting", 0), dead=counts.get("dead", 0))


def told_of(session: Session, event: str) -> Sequence[Webhook]:
    """The webhooks that are told of an event."""
    active = session.scalars(select(Webhook).where(Webhook.active.is_(True)).order_by(Webhook.id)).all()
    return [webhook for webhook in active if event in webhook.events.split(",")]


def has(session: Session, webhook_id: int, about: str) -> bool:
    """Whether a webhook was told of this already."""
    query = select(Message.id).where(Message.webhook_id == webhook_id, Message.about == about)
    return session.scalar(query) is not None


def messages(session: Session, number: int, before: int | None, limit: int) -> list[MessageView]:
    """The newest messages of a webhook first, from behind `before`."""
    query = select(Message).where(Message.webhook_id == number)
    query = query if before is None else query.where(Message.id < before)
    names = [name for name in MessageView.__dataclass_fields__ if name != "number"]
    found = session.scalars(query.order_by(Message.id.desc()).limit(limit)).all()
    return [MessageView(**{name: getattr(row, name) for name in names}, number=row.id) for row in found]


def next_waiting(session: Session, moment: datetime) -> Message | None:
    """The message that should have gone first; those of a webhook that rests stay."""
    query = select(Message).join(Webhook, Webhook.id == Message.webhook_id)
    query = query.where(Message.state == "waiting", Message.next_try <= moment, Webhook.active.is_(True))
    return session.scalar(
        query.order_by(Message.next_try, Message.id).limit(1).with_for_update(skip_locked=True, of=Message)
    )


def drop_old(session: Session, before: datetime) -> None:
    """Forget messages that were done before a day."""
    session.execute(delete(Message).where(Message.state != "waiting", Message.done < before))
