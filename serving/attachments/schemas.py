"""Attachments as JSON."""

from pydantic import BaseModel, ConfigDict, Field

from serving.api import Moment
from serving.attachments.content import Kind


class AttachmentItem(BaseModel):
    """A photo or document of a case."""

    model_config = ConfigDict(from_attributes=True)

    number: int
    name: str
    kind: Kind = Field(description="What the bytes are, whatever the name said.")
    size: int = Field(description="Bytes.")
    sha256: str
    who: str
    at: Moment = Field(description="UTC.")


class AttachmentList(BaseModel):
    """The photos and documents of a case, oldest first."""

    attachments: list[AttachmentItem]
    next_cursor: str | None
