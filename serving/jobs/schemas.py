"""Jobs over the API."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from serving.api import Moment
from serving.jobs.kinds.scan import ScanAsked
from serving.jobs.kinds.training import TrainingAsked
from serving.jobs.views import JobView, State


class StepItem(BaseModel):
    """What a job is doing, for people."""

    model_config = ConfigDict(from_attributes=True)

    zh: str
    en: str


class JobItem(BaseModel):
    """One job."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    kind: str = Field(examples=["import"])
    title: StepItem
    state: State
    who: str = Field(description="Sign-in name, or `key:` and the prefix of an API key.")
    queued: Moment = Field(description="UTC, like all times here.")
    started: Moment | None
    finished: Moment | None
    step: StepItem | None = Field(description="What is being done; null before it began and after it ended.")
    done: int
    total: int = Field(description="`done` of how many; 0 while nobody can say.")
    cancelling: bool = Field(description="Somebody asked to stop it; it stops before its next step.")
    attempts: int = Field(description="How often a worker took it; more than 1: the worker before was killed.")
    result: dict[str, Any] | None = Field(description="Set when it is done; its members depend on the kind.")
    error: str | None = Field(description="One plain sentence, when it failed.")
    error_kind: str | None = Field(description="Stable; branch on it, not on the sentence.")
    again_of: int | None = Field(description="The job that this one repeats.")
    version: int = Field(description="Goes up with every change.")

    @classmethod
    def of(cls, view: JobView) -> "JobItem":
        """From the view."""
        return cls.model_validate(view)


class JobList(BaseModel):
    """A page of jobs, the newest first."""

    items: list[JobItem]
    next_cursor: str | None = Field(description="Send it as `cursor` for the next page; null on the last.")


class ScanRequest(ScanAsked):
    """What to scan."""


class TrainingRequest(TrainingAsked):
    """What to train."""
