"""Add, change and remove webhooks, and put events into their outbox."""

import json
import secrets
from collections.abc import Collection, Mapping

from sqlalchemy.orm import Session

from records.home import Home
from serving.accounts.views import User
from serving.audit import log
from serving.clock import now
from serving.refusals import InvalidWebhook, WebhookChanged
from serving.security.policy import require
from serving.webhooks import addresses, repository, signing
from serving.webhooks.tables import Message, Webhook
from serving.webhooks.views import EVENTS, Event, WebhookView

MOST = 50  # webhooks of a county; every event is written once for each


def add(
    session: Session, url: str, events: Collection[str], hosts: Collection[str], by: str
) -> tuple[WebhookView, str]:
    """A new webhook, and its secret, which is shown this once. Raises InvalidWebhook."""
    addresses.target(url, hosts)
    if len(repository.views(session)) >= MOST:
        raise InvalidWebhook(f"There are {MOST} webhooks already; remove one that nobody needs.")
    home: Home = session.info["home"]
    salt, told = secrets.token_hex(16), ",".join(_events(events))
    webhook = Webhook(url=url, events=told, salt=salt, active=True, made=now(), who=by, version=1)
    session.add(webhook)
    session.flush()
    log.write(session, by, "webhook.add", f"webhook:{webhook.id}", events=webhook.events)
    return repository.view(session, webhook), signing.secret(home, salt)


def change(session: Session, number: int, active: bool, user: User, if_match: int) -> WebhookView:
    """Let a webhook rest, or send to it again. Raises WebhookNotFound, WebhookChanged."""
    require(user, "webhooks.manage")
    webhook = repository.by_id(session, number, lock=True)
    _check(webhook, if_match)
    webhook.active, webhook.version = active, webhook.version + 1
    log.write(session, user.name, "webhook.change", f"webhook:{number}", active=int(active))
    session.flush()
    return repository.view(session, webhook)


def remove(session: Session, number: int, by: str, if_match: int | None = None) -> None:
    """Remove a webhook with what waits for it. Raises WebhookNotFound, WebhookChanged."""
    webhook = repository.by_id(session, number, lock=True)
    if if_match is not None:
        _check(webhook, if_match)
    session.delete(webhook)
    log.write(session, by, "webhook.remove", f"webhook:{number}")


def tell(session: Session, event: Event, about: str, facts: Mapping[str, object]) -> int:
    """Put an event into the outbox of everybody who is told of it, in the caller's transaction; each only once.

    `facts` holds keys and numbers, never a name, an id or a note. Returns for how many it is new.
    """
    fresh = [hook for hook in repository.told_of(session, event) if not repository.has(session, hook.id, about)]
    for webhook in fresh:
        message, moment = f"msg_{secrets.token_hex(12)}", now()
        body = {"type": event, "timestamp": f"{moment.isoformat(timespec='seconds')}Z", "data": dict(facts)}
        session.add(
            Message(
                webhook_id=webhook.id, message=message, event=event, about=about, state="waiting", attempts=0,
                body=json.dumps(body, ensure_ascii=False), next_try=moment, made=moment,
            )
        )  # fmt: skip
    return len(fresh)


def _check(webhook: Webhook, if_match: int) -> None:
    if webhook.version != if_match:
        raise WebhookChanged(f"Webhook {webhook.id} was changed meanwhile; read it again before you change it.")


def _events(events: Collection[str]) -> list[Event]:
    chosen = [event for event in EVENTS if event in events]
    if len(chosen) != len(set(events)) or not chosen:
        raise InvalidWebhook(f"The events are {' and '.join(EVENTS)}; name one or both.")
    return chosen
