"""Batches as values, and what is asked for when one is made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from training.exploration import Exploration


@dataclass(frozen=True)
class BatchOrder:
    """What a new batch should be.

    `visits` in all, or `townships`: name -> visits, or `per_township`: as many for each that has a suspicion. Named
    awards are given by the number of their case or by their key.
    """

    visits: int | None = None
    per_township: int | None = None
    townships: Mapping[str, int] = field(default_factory=dict)
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
    cases: int
    returned: int
    confirmed: int
    random: int


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
    status: str  # out, returned
