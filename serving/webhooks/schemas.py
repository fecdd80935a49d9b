"""Webhooks as JSON."""

from pydantic import BaseModel, ConfigDict, Field

from serving.api import Moment
from serving.webhooks.addresses import LONGEST
from serving.webhooks.views import Event, MessageState


class WebhookRequest(BaseModel):
    """Who is to be told of what."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(
        min_length=8, max_length=LONGEST, examples=["https://finance.county.example/mingcha"],
        description="https on a public address; others only where the server's MINGCHA_WEBHOOK_HOSTS names the host.",
    )  # fmt: skip
    events: list[Event] = Field(min_length=1, max_length=2, description="What it is told of.")


class WebhookChange(BaseModel):
    """Let it rest, or send to it again."""

    model_config = ConfigDict(extra="forbid")

    active: bool = Field(description="false: nothing is sent; what waits then is sent later.")


class WebhookItem(BaseModel):
    """One webhook."""

    model_config = ConfigDict(from_attributes=True)

    id: int = Field(description="Number of the webhook.", examples=[1])
    url: str
    events: list[Event]
    active: bool
    made: Moment = Field(description="When it was made, in UTC.")
    who: str = Field(description="Who made it.", examples=["key:mk_1a2b3c4d"])
    version: int
    waiting: int = Field(description="Messages still to be sent.", examples=[0])
    dead: int = Field(description="Messages given up after the last attempt.", examples=[0])


class NewWebhook(WebhookItem):
    """A webhook just made, with its secret."""

    secret: str = Field(
        description="Shown this once: the key of the signatures (Standard Webhooks).",
        examples=["whsec_bm90IGEgc2VjcmV0IG9mIGFueWJvZHksIGp1c3QgMzI="],
    )


class WebhookList(BaseModel):
    """A page of webhooks."""

    items: list[WebhookItem]
    next_cursor: str | None


class MessageItem(BaseModel):
    """One message; its content is what the receiver is sent."""

    model_config = ConfigDict(from_attributes=True)

    message: str
    event: Event
    state: MessageState = Field(description="waiting; delivered: answered with 2xx; dead: given up.")
    attempts: int
    next_try: Moment = Field(description="Of a waiting one: when it is sent next, in UTC.")
    made: Moment = Field(description="When it happened, in UTC.")
    done: Moment | None
    answer: str | None


class MessageList(BaseModel):
    """A page of messages, the newest first; kept for 30 days after they are done."""

    items: list[MessageItem]
    next_cursor: str | None
