"""Batches as JSON: cases by number and award key, no names."""

import math
from datetime import date
from typing import Annotated, Literal

import pandas as pd
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from serving.api import Moment
from serving.batches.service import MOST_VISITS
from serving.batches.views import BatchCaseView, BatchOrder, BatchView
from training.exploration import Exploration

Why = Literal["top", "random", "tip", "hand_picked"]
Number = Annotated[int, Field(ge=1, le=2**63 - 1)]
# JSON has no NaN: what too little came back for is null.
Share = Annotated[float | None, BeforeValidator(lambda value: None if value is None or math.isnan(value) else value)]


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


class RouteItem(BaseModel):
    """What a batch promises and how far one has to go for it."""

    model_config = ConfigDict(from_attributes=True)

    expected: float
    villages: int
    houses: int


class VillagePlanItem(BaseModel):
    """One village of a batch."""

    model_config = ConfigDict(from_attributes=True)

    village: str
    cases: int
    houses: int
    random: int


class TownshipPlanItem(BaseModel):
    """One township's part of a batch."""

    model_config = ConfigDict(from_attributes=True)

    township_key: int
    township: str
    cases: int
    random: int
    expected: float
    amount_fen: int
    houses: int
    villages: list[VillagePlanItem]


class PlanAnswer(BaseModel):
    """A batch as it would go out; send `digest` with `POST /v1/batches` to get exactly this one."""

    model_config = ConfigDict(from_attributes=True)

    seed: str = Field(coerce_numbers_to_str=True, description="To repeat the draw.", examples=["4611686018427387"])
    digest: str
    cases: int
    random: int
    amount_fen: int
    route: RouteItem
    by_score: RouteItem = Field(description="The same draw, had ways not counted.")
    townships: list[TownshipPlanItem]


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


class EstimateItem(BaseModel):
    """A share with its 90 % interval, and the figure one gets by counting the visited as if they were all."""

    model_config = ConfigDict(from_attributes=True)

    value: Share
    low: Share
    high: Share
    naive: Share


class EstimatesItem(BaseModel):
    """What is estimated of all awards that stood for choice, once for each batch."""

    model_config = ConfigDict(from_attributes=True)

    scope: Literal["flagged", "all"]
    awards: int
    visited: int
    randoms: int
    randoms_confirmed: int
    rate: EstimateItem
    precision: EstimateItem
    recall: EstimateItem


class EstimatesAnswer(BaseModel):
    """Of flagged awards, and of all; empty before the first batch came back."""

    model_config = ConfigDict(from_attributes=True)

    estimates: list[EstimatesItem]
    counted: list[str] = Field(description="Batches by name.")
    waiting: list[str] = Field(description="Batches of which too much is still out to count.")


class VerifierItem(BaseModel):
    """One township: confirmed beside what its cases gave reason to expect."""

    verifier: str
    cases: int
    confirmed: int
    expected: float
    ratio: float = Field(description="Confirmed over expected, drawn towards 1 where there are few cases.")
    low: float
    high: float
    by_chance: float
    stands_out: Literal["", "low", "high"]


class VerifiersAnswer(BaseModel):
    """Townships by ratio, the lowest first; a reason to check again, no proof."""

    spread: float
    verifiers: list[VerifierItem]

    @classmethod
    def of(cls, table: pd.DataFrame, spread: float) -> "VerifiersAnswer":
        """From the comparison."""
        return cls.model_validate({"spread": spread, "verifiers": table.to_dict("records")})


class NoiseAnswer(BaseModel):
    """What blind re-checks say of the cleared; null before any came back."""

    model_config = ConfigDict(from_attributes=True)

    rechecked: int
    overturned: int
    share: Share
    low: Share
    high: Share
    base_rate: Share
    corrected: Share
    corrected_low: Share
    corrected_high: Share
