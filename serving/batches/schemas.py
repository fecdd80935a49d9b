"""Batches as JSON: cases by number and award key, no names."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from serving.api import Moment
from serving.batches.service import MOST_VISITS
from serving.batches.views import BatchCaseView, BatchOrder, BatchView
from training.visits.exploration import Exploration

Why = Literal["top", "random", "tip", "hand_picked"]
Number = Annotated[int, Field(ge=1, le=2**63 - 1)]


class BatchRequest(BaseModel):
    """What a new batch should be. Give one of `visits`, `per_township` and `townships`."""

    model_config = ConfigDict(extra="forbid")

    visits: int | None = Field(default=None, ge=1, le=MOST_VISITS, description="Visits in all.")
    per_township: int | None = Field(default=None, ge=1, le=MOST_VISITS)
    townships: dict[str, Annotated[int, Field(ge=1, le=MOST_VISITS)]] = Field(
        default={}, max_length=1000, description="Visits by the name of a township."
    )
    share: float = Field(default=0.05, ge=0, le=1, description="Of the visits drawn at random from all others.")
    due: date | None = None
    name: str | None = Field(default=None, max_length=64)
    tips: list[Number] = Field(default=[], max_length=10_000, description="Case numbers or award keys.")
    hand_picked: list[Number] = Field(default=[], max_length=10_000, description="Case numbers or award keys.")
    seed: int | None = Field(default=None, ge=0, lt=2**62, description="To repeat a draw.")
    digest: str | None = Field(
        default=None,
        max_length=64,
        description="Of the preview agreed to; where the batch would differ: 412.",
    )

    def order(self) -> BatchOrder:
        """As the service takes it."""
        return BatchOrder(
            visits=self.visits, per_township=self.per_township, townships=self.townships,
            exploration=Exploration(share=self.share), due=self.due, name=self.name, tips=tuple(self.tips),
            hand_picked=tuple(self.hand_picked), seed=self.seed,
        )  # fmt: skip


class RecheckRequest(BaseModel):
    """A blind re-check."""

    model_config = ConfigDict(extra="forbid")

    visits: int = Field(ge=1, le=MOST_VISITS)
    due: date | None = None
    name: str | None = Field(default=None, max_length=64)
    seed: int | None = Field(default=None, ge=0, lt=2**62)


class BatchItem(BaseModel):
    """One batch, with what came back."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    kind: Literal["verification", "recheck"]
    dispatched: date
    due: date | None
    made: Moment = Field(description="UTC.")
    who: str
    share: float | None = Field(description="Null for those who visit, as random.")
    seed: str | None = Field(
        coerce_numbers_to_str=True,
        description="Text: it has more digits than JavaScript keeps. Null for those who visit: it repeats the draw.",
    )
    model_version: str
    catalogue_version: str
    cases: int = Field(description="Without those taken out.")
    random: int | None = Field(description="Null for those who visit: whoever knows looks otherwise.")
    returned: int
    confirmed: int
    taken_out: int
    version: int = Field(description="For If-Match, as the ETag of the batch.")
    cancelled: Moment | None
    cancelled_by: str | None
    cancelled_why: str | None

    @classmethod
    def of(cls, view: BatchView, knows: bool) -> "BatchItem":
        """From the view; who may not know of re-checks sees one as any other batch."""
        item = cls.model_validate(view)
        hidden = {"kind": "verification", "random": None, "share": None, "seed": None}
        return item if knows else item.model_copy(update=hidden)


class BatchList(BaseModel):
    """A page of batches, the newest first."""

    batches: list[BatchItem]
    next_cursor: str | None


class BatchCaseItem(BaseModel):
    """One case of a batch."""

    case_id: int
    award: str
    why: Why | None = Field(description="Null for those who visit, as inclusion.")
    inclusion: float | None = Field(
        description="The probability with which it was picked; weigh its outcome by the inverse."
    )
    flagged: bool
    score: float
    township: str
    status: Literal["out", "returned", "taken_out"]

    @classmethod
    def of(cls, view: BatchCaseView, knows: bool) -> "BatchCaseItem":
        """From the view."""
        kept = {name: getattr(view, name) for name in cls.model_fields if name != "award"}
        hidden = {} if knows else {"why": None, "inclusion": None}
        return cls.model_validate(kept | hidden | {"award": str(view.award_key)})


class TownshipItem(BaseModel):
    """How far a township is."""

    model_config = ConfigDict(from_attributes=True)

    township_key: int | None
    township: str
    cases: int
    returned: int
    confirmed: int
    outstanding: int


class BatchAnswer(BatchItem):
    """A batch with its cases."""

    townships: list[TownshipItem]
    entries: list[BatchCaseItem]
