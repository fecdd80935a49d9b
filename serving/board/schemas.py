"""The board as JSON."""

from datetime import date
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from rules.rule import Text
from serving.batches.estimate_schemas import EstimatesAnswer
from serving.rules.schemas import RateItem

if TYPE_CHECKING:
    from serving.board.views import Board


class _FromView(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class FoundItem(_FromView):
    """Awards somebody went to see: one seen twice counts once, as confirmed where any visit confirmed it."""

    visits: int
    confirmed: int
    cleared: int
    inconclusive: int
    recovered_fen: int | None = Field(description="Null: no outcome states a sum.")


class MonthItem(_FromView):
    """What the visits of one month found; an award visited in two months stands in both."""

    first: date = Field(description="First day of the month.")
    found: FoundItem


class RateLineItem(_FromView):
    """A rule, programme or township."""

    key: str = Field(description="Rule id, programme code or township key; empty: unknown.")
    name: Text
    found: FoundItem
    rate: RateItem | None = Field(description="Confirmed of confirmed and cleared; null where there is no case.")


class WaitingItem(_FromView):
    """A batch, or a township's part of all batches."""

    name: str
    dispatched: date | None = Field(description="Null of a township: more than one batch.")
    due: date | None = Field(description="Of a township the next day due.")
    cases: int
    returned: int
    out: int
    overdue: int


class AgeItem(_FromView):
    """Open cases by the days they have stood on the queue, up to the day of the scan."""

    days: int = Field(description="At least.")
    under: int | None = Field(description="Fewer than; null: the oldest.")
    cases: int
    levels: dict[str, int]


class PrecisionItem(_FromView):
    """How the model in use did at capacity, tested forward in time; 90 % interval."""

    version: str
    as_of: date
    capacity: float = Field(description="Share of the verified cases that are visited.")
    visits: int
    precision: float
    low: float
    high: float
    recall: float
    rate: float = Field(description="Confirmed at random.")


class BoardAnswer(_FromView):
    """The board. No names, no ids: sums only."""

    today: date = Field(description="Decides what is overdue.")
    as_of: date = Field(description="Outcomes known by then.")
    first: date | None = Field(description="Day of the first visit of all.")
    last: date | None
    found: FoundItem
    months: list[MonthItem]
    rules: list[RateLineItem]
    programmes: list[RateLineItem]
    townships: list[RateLineItem]
    batches: list[WaitingItem] = Field(description="Of which something is still out.")
    late: list[WaitingItem] = Field(description="Townships with something out, the most overdue first.")
    ages: list[AgeItem]
    open_cases: int
    expected_finds: float = Field(description="Sum of the probabilities of the open cases.")
    precision: PrecisionItem | None = Field(description="Null while no trained model serves.")
    estimates: EstimatesAnswer | None = Field(
        description="Of all awards, weighed by how likely each was picked; null for one township."
    )

    @classmethod
    def of(cls, board: "Board") -> "BoardAnswer":
        """From the view."""
        known = {name: getattr(board, name) for name in cls.model_fields if hasattr(board, name)}
        divided = {f"{by}s": lines for by, lines in board.rates.items()}
        return cls.model_validate(known | divided, from_attributes=True)
