"""What a kind of job is: what it is called, who may ask for it, what it needs to know, how it is done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from rules.rule import Text
from serving.security.policy import Action

if TYPE_CHECKING:
    from serving.jobs.work import Work

Result = dict[str, Any]  # JSON: numbers, dates as text, sentences; never names or ids of people


class Asked(BaseModel):
    """What somebody may say when he asks for a job; each kind has its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def nothing_to_tell(_result: Mapping[str, Any]) -> tuple[Text, ...]:
    """No sentences about the result."""
    return ()


def nowhere(_result: Mapping[str, Any]) -> str:
    """No page of its own."""
    return ""


@dataclass(frozen=True)
class Kind:
    """One kind of job.

    `run` does the work. It calls `work.progress` between steps, which raises when somebody cancelled; it may `keep` a
    checkpoint, and find it in `work.kept` when it is taken again after a kill. It returns the result, or writes it with
    `work.finish` in the very transaction that makes its work current, and returns None.
    """

    name: str
    title: Text
    needs: tuple[Action, ...]  # to ask for it
    asked: type[Asked]
    run: "Callable[[Work], Result | None]"
    told: Callable[[Mapping[str, Any]], tuple[Text, ...]] = nothing_to_tell  # the result in sentences
    page: Callable[[Mapping[str, Any]], str] = nowhere  # address of the page that shows the result
    repeatable: bool = True  # whether one that failed or was cancelled can be asked for again as it was
