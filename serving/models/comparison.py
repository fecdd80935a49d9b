"""Two models beside each other as JSON: how they did on the same cases, and what would move in the queue."""

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from rules.rule import Text
from serving.accounts.views import User
from serving.models import comparing
from serving.models.comparing import Orders
from serving.models.schemas import ReorderingAnswer
from training.evaluation.differences import Difference

if TYPE_CHECKING:
    from serving.database import Database
    from training.evaluation.side_by_side import SideBySide


class SameCases(BaseModel):
    """Both on cases that were tested forward under both: neither had seen their outcomes."""

    cases: int
    confirmed: int
    left_out: int = Field(description="Cases that only one of the two was tested on.")
    differences: list[Difference] = Field(
        description="Average precision and yuan found within capacity: `ours` of this version, `theirs` of the other; "
        "the interval is that of the difference."
    )
    problem: Text | None = Field(description="Why nothing could be compared.")

    @classmethod
    def of(cls, found: "SideBySide") -> "SameCases":
        """From the comparison."""
        problem = None if found.problem is None else Text(zh=found.problem.zh, en=found.problem.en)
        return cls(
            cases=found.cases, confirmed=found.confirmed, left_out=found.left_out,
            differences=list(found.differences), problem=problem,
        )  # fmt: skip


class MovedItem(BaseModel):
    """A case that comes to stand among the first, or no longer does."""

    model_config = ConfigDict(from_attributes=True)

    case_id: int
    before: int
    now: int


class QueueMoved(BaseModel):
    """The open cases in sight in the order of the other model and of this one."""

    reordering: ReorderingAnswer
    entered: list[MovedItem] = Field(description="Among the first by this version and not by the other; at most 12.")
    left: list[MovedItem] = Field(description="No longer among the first; at most 12.")

    @classmethod
    def of(cls, found: Orders) -> "QueueMoved":
        """From both orders."""
        moved = [[MovedItem.model_validate(one) for one in own] for own in (found.entered, found.left)]
        return cls(reordering=ReorderingAnswer.model_validate(found.found), entered=moved[0], left=moved[1])


class ComparisonAnswer(BaseModel):
    """A model beside another."""

    version: str = Field(description="The model that was asked about.", examples=["m-20260511-1"])
    other: str = Field(description="The one beside it.", examples=["m-20260102-1"])
    same_cases: SameCases = Field(description="Both on the cases that both were tested on.")
    queue: QueueMoved | None = Field(description="Null where the queue cannot be ordered by both.")
    unmoved: Text | None = Field(description="Why it cannot.")


def compared(database: "Database", version: str, other: str, user: User) -> ComparisonAnswer:
    """This version beside the other. Raises UnknownModel, DamagedBundle."""
    same = SameCases.of(comparing.same_cases(database.home, other, version))
    found = comparing.orders_or_why(database, other, version, user)
    queue, unmoved = (QueueMoved.of(found), None) if isinstance(found, Orders) else (None, found)
    return ComparisonAnswer(version=version, other=other, same_cases=same, queue=queue, unmoved=unmoved)
