"""Batches as values, and what is asked for when one is made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from training.visits.exploration import Exploration

BatchState = Literal["out", "soon", "late", "done", "cancelled"]
SOON = timedelta(days=3)  # before the deadline: time to call and to go


@dataclass(frozen=True)
class BatchOrder:
    """What a new batch should be.

    `visits` in all, or `townships`: name -> visits, or `per_township`: as many for each that has a suspicion. Named
    awards are given by the number of their case or by their key.
    """

    visits: int | None = None
    per_township: int | None = None
    townships: Mapping[str, int] = field(default_factory=dict)
    places: Mapping[int, int] = field(default_factory=dict)  # township key -> visits, as `townships`
    exploration: Exploration = field(default_factory=Exploration)
    due: date | None = None
    dispatched: date | None = None  # default: today
    name: str | None = None
    tips: tuple[int, ...] = ()
    hand_picked: tuple[int, ...] = ()
    seed: int | None = None  # default: drawn, and kept


@dataclass(frozen=True)
class BatchView:
    """One batch, with what came back."""

    id: int
    name: str
    kind: str  # verification, recheck
    dispatched: date
    due: date | None
    made: datetime  # UTC
    who: str
    share: float
    seed: int
    model_version: str
    catalogue_version: str
    version: int  # grows with every change by a person
    cancelled: datetime | None  # UTC
    cancelled_by: str | None
    cancelled_why: str | None
    cases: int  # without those taken out
    returned: int
    confirmed: int
    random: int
    taken_out: int

    @property
    def outstanding(self) -> int:
        """Cases that are out."""
        return 0 if self.cancelled is not None else self.cases - self.returned

    def state(self, day: date) -> "BatchState":
        """Where the batch stands on a day."""
        if self.cancelled is not None:
            return "cancelled"
        if not self.outstanding:
            return "done"
        if self.due is None or day + SOON < self.due:
            return "out"
        return "late" if day > self.due else "soon"


@dataclass(frozen=True)
class TownshipProgress:
    """One township's part of a batch."""

    township_key: int | None  # None: no list says where
    township: str
    cases: int
    returned: int
    confirmed: int

    @property
    def outstanding(self) -> int:
        """Cases that are out."""
        return self.cases - self.returned


@dataclass(frozen=True)
class BatchCaseView:
    """One case of a batch, without identities."""

    case_id: int
    award_key: int
    why: str
    inclusion: float
    flagged: bool
    score: float
    township: str
    status: str  # out, returned, taken_out
