"""What is done with a batch, as JSON: reminders, files to hand out, workbooks that came back."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from serving.api import Moment


class ReasonRequest(BaseModel):
    """Why something is changed; kept with the batch."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=400)


class RemindRequest(BaseModel):
    """Who was reminded."""

    model_config = ConfigDict(extra="forbid")

    townships: list[int | None] = Field(min_length=1, max_length=1000, description="Keys; null: township unknown.")
    note: str = Field(default="", max_length=400)


class ReminderItem(BaseModel):
    """A reminder that was noted."""

    model_config = ConfigDict(from_attributes=True)

    township_key: int | None
    township: str
    at: Moment
    who: str
    outstanding: int
    note: str


class ReminderList(BaseModel):
    """Reminders of a batch, the newest first."""

    reminders: list[ReminderItem]


class AwaitedItem(BaseModel):
    """A township that is late or due soon with a batch."""

    batch: int
    name: str
    due: date
    township_key: int | None
    township: str
    outstanding: int
    days: int = Field(description="Until the deadline; below 0: late by as many.")
    reminded: Moment | None
    reminders: int


class AwaitedList(BaseModel):
    """A page of townships that are late or due soon, the latest first."""

    awaited: list[AwaitedItem]
    next_cursor: str | None


class HandOutRequest(BaseModel):
    """What to send."""

    model_config = ConfigDict(extra="forbid")

    township: str | None = Field(default=None, max_length=64, description="By name; leave out for all, in a zip.")
    reveal: bool = Field(default=False, description="Whole names and ids; needs a role that may see them.")
    reason: str = Field(default="", max_length=400, description="Needed with `reveal`; logged.")


class FaultItem(BaseModel):
    """A cell of a workbook that cannot be used, and why."""

    model_config = ConfigDict(from_attributes=True)

    where: str
    what: str


class ReturnAnswer(BaseModel):
    """What a workbook brings."""

    recorded: int = Field(description="Lines recorded; of a check, those that would be.", examples=[14])
    already: int
    empty: int
    conflicts: list[int] = Field(description="Cases of which something else is recorded; that stays.")
    faults: list[FaultItem]
