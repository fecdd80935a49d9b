"""The queue as JSON. Keys are text: they are 63 bits wide, JavaScript numbers are not."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from serving.queue.views import Facet, Level, QueuePage, QueueRow, Status


class QueueItem(BaseModel):
    """One case of the queue, without identities."""

    case_id: int
    award: str = Field(description="Key of the award: one beneficiary in one programme.")
    rank: int = Field(description="Place among all awards scored, 1 is the most probable.")
    status: Status
    programme: str
    programme_name: str
    probability: float = Field(ge=0, le=1, description="That a visit would confirm the suspicion.")
    level: Level = Field(description="Warning level.")
    percentile: float | None = Field(description="Share of all awards that score no higher, in per cent.")
    rules: list[str] = Field(description="Ids of the rules that hit, strongest first.")
    headline: str = Field(description="The strongest contradiction in one line, in Chinese.")
    headline_en: str
    amount_fen: int = Field(description="At stake, in fen; each payout counted once.")
    township: str
    village: str
    opened: date
    assignee: str = Field(description="Whose case it is, as shown; empty: anybody's.")
    holder: str = Field(description="Who is at work on it just now, as shown; empty: nobody.")

    @classmethod
    def of(cls, row: QueueRow) -> "QueueItem":
        """From the view."""
        return cls.model_validate(
            {name: getattr(row, name) for name in cls.model_fields if hasattr(row, name)}
            | {"award": str(row.award_key), "headline": row.headline_zh, "rules": list(row.rules)}
        )


class FacetItem(BaseModel):
    """A value to filter by, with how many cases have it."""

    value: str
    label: str
    count: int

    @classmethod
    def of(cls, facet: Facet) -> "FacetItem":
        """From the view."""
        return cls(value=facet.value, label=facet.label, count=facet.count)


class QueueAnswer(BaseModel):
    """A page of the queue."""

    items: list[QueueItem]
    next_cursor: str | None = Field(description="Send it back as `cursor` for the next page; null on the last.")
    total: int = Field(description="Cases that match the filter.")
    open_total: int = Field(description="Open cases in your scope.")
    expected_finds: float = Field(description="Sum of the probabilities of what matches.")
    facets: dict[str, list[FacetItem]]

    @classmethod
    def of(cls, page: QueuePage) -> "QueueAnswer":
        """From the view."""
        return cls(
            items=[QueueItem.of(row) for row in page.rows],
            next_cursor=page.next_cursor,
            total=page.total,
            open_total=page.open_total,
            expected_finds=page.expected_finds,
            facets={name: [FacetItem.of(facet) for facet in values] for name, values in page.facets.items()},
        )


class AssignmentRequest(BaseModel):
    """Which cases, and whose they become."""

    model_config = ConfigDict(extra="forbid")

    cases: list[Annotated[int, Field(ge=1, le=2**31 - 1)]] = Field(
        min_length=1, max_length=10_000, description="Numbers of cases; those that are not open stay as they are."
    )
    assignee: str | None = Field(max_length=64, description="Sign-in name; null: nobody's.")


class AssignmentAnswer(BaseModel):
    """What was done."""

    changed: int = Field(description="How many cases changed hands.")
