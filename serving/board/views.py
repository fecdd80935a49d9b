"""The board's figures as plain values. All of them are sums; no person appears in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rules.parts import Rate
from rules.rule import Text
from training.visits.batch_estimates import BatchEstimates

Divided = Literal["rule", "programme", "township"]


@dataclass(frozen=True)
class BoardFilter:
    """Which visits count (by the day somebody went, both ends included), and of which township; None leaves it open."""

    since: date | None = None
    until: date | None = None
    township_key: int | None = None


@dataclass(frozen=True)
class Found:
    """Awards somebody went to see; one seen twice counts once, as confirmed where any visit confirmed it."""

    confirmed: int
    cleared: int
    inconclusive: int
    recovered_fen: int | None  # 追缴金额; None: no outcome states any

    @property
    def labelled(self) -> int:
        """Awards that a rate rests on."""
        return self.confirmed + self.cleared

    @property
    def visits(self) -> int:
        """Awards somebody went to see."""
        return self.labelled + self.inconclusive


@dataclass(frozen=True)
class Month:
    """What the visits of one month found; an award visited in two months stands in both."""

    first: date
    found: Found


@dataclass(frozen=True)
class RateLine:
    """A rule, programme or township: what was found, and the smoothed rate with its 90 % interval."""

    key: str  # rule id, programme code or township key; empty: unknown
    name: Text
    found: Found
    rate: Rate | None


@dataclass(frozen=True)
class Waiting:
    """A batch, or a township's part of all batches: what came back, what is still out, and what is late."""

    name: str
    dispatched: date | None  # None: more than one batch
    due: date | None
    cases: int
    out: int  # nothing came back, and nobody decided the case otherwise
    overdue: int  # of these, how many are past the day they were due

    @property
    def returned(self) -> int:
        """How many came back."""
        return self.cases - self.out


@dataclass(frozen=True)
class Age:
    """Open cases that have stood so many days on the queue, by warning level."""

    days: int  # at least
    under: int | None  # fewer than; None: the oldest
    levels: Mapping[str, int]

    @property
    def cases(self) -> int:
        """All levels."""
        return sum(self.levels.values())


@dataclass(frozen=True)
class Precision:
    """How the model in use did at capacity, forward in time, from its card."""

    version: str
    as_of: date
    capacity: float  # share of the verified cases visited
    visits: int
    precision: float
    low: float
    high: float
    recall: float
    rate: float  # at random


@dataclass(frozen=True)
class Board:
    """All figures."""

    chosen: BoardFilter
    today: date
    as_of: date  # outcomes known by then
    first: date | None  # the first and last visit of all, whatever is chosen
    last: date | None
    townships: Mapping[int, str]
    found: Found
    months: tuple[Month, ...]
    rates: Mapping[Divided, tuple[RateLine, ...]]  # most often confirmed first
    batches: tuple[Waiting, ...]  # the one due next first, those without a day last; only what is not all back
    late: tuple[Waiting, ...]  # townships with something out, most overdue first
    ages: tuple[Age, ...]
    open_cases: int
    expected_finds: float  # sum of the probabilities of all open cases
    precision: Precision | None  # None: no trained model serves
    estimates: BatchEstimates | None  # None: of one township alone nothing can be estimated
