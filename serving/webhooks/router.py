"""/v1/webhooks: who is told of events."""

from typing import Annotated

from fastapi import APIRouter, Header, Path, Response

from serving import paging
from serving.api import etag, problems, version_of
from serving.once.route import OnceRoute
from serving.paging import Cursor, Limit
from serving.security.declared import needs
from serving.security.dependencies import InSession, InWriting, Program
from serving.settings import settings
from serving.webhooks import repository, service
from serving.webhooks.addresses import named_hosts
from serving.webhooks.schemas import (
    MessageItem,
    MessageList,
    NewWebhook,
    WebhookChange,
    WebhookItem,
    WebhookList,
    WebhookRequest,
)

router = APIRouter(tags=["webhooks"], route_class=OnceRoute)
Number = Annotated[int, Path(ge=1, le=2**31 - 1, description="Number of the webhook.", examples=[1])]
IfMatch = Annotated[str | None, Header(description="ETag of the webhook as you read it.", examples=['"1"'])]
_WEBHOOKS, _MESSAGES = "webhooks", "messages"


@router.post(
    "/v1/webhooks",
    operation_id="addWebhook",
    status_code=201,
    responses=problems(401, 403, 409, 422),
    dependencies=[needs("webhooks.manage")],
)
def add(program: Program, session: InWriting, response: Response, asked: WebhookRequest) -> NewWebhook:
    """Have an address told of events. The secret in the answer is shown this once.

    Messages are posted as JSON `{type, timestamp, data}` and signed after the Standard Webhooks specification: check
    `webhook-signature` with the secret, refuse a `webhook-timestamp` older than five minutes, and drop a `webhook-id`
    you have seen. Answer 2xx within ten seconds; anything else is tried again, eight times over two days. `data` holds
    numbers and keys only, no names: ask for the rest here.
    """
    view, secret = service.add(session, asked.url, asked.events, named_hosts(settings().webhook_hosts), program.name)
    response.headers.update({"ETag": etag(view.version), "Location": f"/v1/webhooks/{view.id}"})
    return NewWebhook(**WebhookItem.model_validate(view).model_dump(), secret=secret)


@router.get(
    "/v1/webhooks",
    operation_id="listWebhooks",
    responses=problems(400, 401, 403, 422),
    dependencies=[needs("webhooks.manage")],
)
def webhooks(session: InSession, cursor: Cursor = None, limit: Limit = 50) -> WebhookList:
    """All webhooks, by number."""
    found = repository.views(session, paging.after(cursor, _WEBHOOKS) or 0, limit + 1)
    page, following = paging.page(found, limit, _WEBHOOKS, lambda view: view.id)
    return WebhookList(items=[WebhookItem.model_validate(view) for view in page], next_cursor=following)


@router.get(
    "/v1/webhooks/{number}",
    operation_id="readWebhook",
    responses=problems(401, 403, 404, 422),
    dependencies=[needs("webhooks.manage")],
)
def webhook(session: InSession, response: Response, number: Number) -> WebhookItem:
    """One webhook, and how many messages wait for it."""
    view = repository.view(session, repository.by_id(session, number))
    response.headers["ETag"] = etag(view.version)
    return WebhookItem.model_validate(view)


@router.patch(
    "/v1/webhooks/{number}",
    operation_id="changeWebhook",
    responses=problems(400, 401, 403, 404, 412, 422, 428),
    dependencies=[needs("webhooks.manage")],
)
def change(
    program: Program, session: InWriting, response: Response, number: Number, asked: WebhookChange,
    if_match: IfMatch = None,
) -> WebhookItem:  # fmt: skip
    """Let a webhook rest, or send to it again."""
    view = service.change(session, number, asked.active, program, version_of(if_match))
    response.headers["ETag"] = etag(view.version)
    return WebhookItem.model_validate(view)


@router.delete(
    "/v1/webhooks/{number}", operation_id="removeWebhook", status_code=204,
    responses=problems(400, 401, 403, 404, 412, 422, 428), dependencies=[needs("webhooks.manage")],
)  # fmt: skip
def remove(program: Program, session: InWriting, number: Number, if_match: IfMatch = None) -> None:
    """Remove a webhook with what waits for it."""
    service.remove(session, number, program.name, version_of(if_match))


@router.get(
    "/v1/webhooks/{number}/messages",
    operation_id="listMessages",
    responses=problems(400, 401, 403, 404, 422),
    dependencies=[needs("webhooks.manage")],
)
def messages(
    session: InSession, number: Number, cursor: Cursor = None,
    limit: Limit = 50,
) -> MessageList:  # fmt: skip
    """What a webhook was told, the newest first, and what its address answered."""
    repository.by_id(session, number)
    found = repository.messages(session, number, paging.after(cursor, _MESSAGES), limit + 1)
    page, following = paging.page(found, limit, _MESSAGES, lambda view: view.number)
    return MessageList(items=[MessageItem.model_validate(view) for view in page], next_cursor=following)
