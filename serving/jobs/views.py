"""A job as its followers see it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from rules.rule import Text

State = Literal["queued", "running", "done", "failed", "cancelled"]
STATES: tuple[State, ...] = get_args(State)
OVER: tuple[State, ...] = ("done", "failed", "cancelled")


@dataclass(frozen=True)
class JobView:
    """One job: what it is, who asked for it, how far it is, how it ended."""

    id: int
    kind: str
    title: Text
    state: State
    who: str
    queued: datetime
    started: datetime | None
    finished: datetime | None
    step: Text | None  # what is being done
    done: int
    total: int  # 0: unknown
    asked: dict[str, Any]
    result: dict[str, Any] | None
    error: str | None  # one plain sentence
    error_kind: str | None
    cancelling: bool  # somebody asked to stop it, and it has not stopped yet
    again_of: int | None
    attempts: int  # how often a worker took it; more than 1: the one before was killed
    version: int

    @property
    def over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in OVER

    @property
    def share(self) -> float | None:
        """How much of it is done, 0 to 1; None while nobody can say."""
        return min(self.done / self.total, 1.0) if self.total else None
