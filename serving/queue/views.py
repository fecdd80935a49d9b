"""What the queue hands out: plain values, ready to be shown."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from serving.accounts.views import Scope

Level = Literal["red", "orange", "yellow", "none"]
Status = Literal["open", "waiting", "confirmed", "cleared", "inconclusive", "withdrawn"]
Sort = Literal["probability", "amount", "expected"]
Age = Literal["week", "month", "quarter", "older"]  # up to 7, 30, 90 days on the queue, or more
AGES: tuple[Age, ...] = get_args(Age)
NOBODY = "@nobody"  # among assignees; no sign-in name has an @ in front


@dataclass(frozen=True)
class QueueFilter:
    """What to show of the queue; None leaves a property open. Status None shows every case."""

    township_key: int | None = None
    village_key: int | None = None
    programme: str | None = None  # code
    rule: str | None = None  # rule id
    level: str | None = None  # red, orange, yellow, none
    status: str | None = "open"
    assignee: str | None = None  # sign-in name, or NOBODY
    age: Age | None = None
    sort: Sort = "probability"
    text: str | None = None  # a name, a resident id or a case number; never put it into an address


@dataclass(frozen=True)
class QueueRow:
    """One case as a line of the queue."""

    rank: int
    case_id: int
    award_key: int
    person_key: int
    programme: str  # code
    programme_name: str
    probability: float  # that a visit confirms, 0 to 1
    level: str  # red, orange, yellow, none
    percentile: float  # share of all awards that score lower, 0 to 100
    rules: tuple[str, ...]  # rule ids, strongest first
    headline_zh: str  # the strongest contradiction in one line
    headline_en: str
    amount_fen: int  # at stake, each payout counted once
    township: str
    village: str
    status: str  # open, waiting for approval, confirmed, cleared, inconclusive, withdrawn
    opened: date
    days_open: int
    assignee: str = ""  # whose case it is, as shown; empty: anybody's
    holder: str = ""  # who is at work on it, as shown
    held_by: str = ""  # the same as a sign-in name


@dataclass(frozen=True)
class Facet:
    """One value of a filter, with how many cases of the current choice have it."""

    value: str
    label: str
    count: int
    label_en: str = ""  # where the county's own words have an English form


@dataclass(frozen=True)
class QueuePage:
    """One page of the queue.

    `facets` has the entries township, village, programme, rule, assignee, age, level and status; the counts of a
    property honour every other filter, not its own, so that a person can change his mind.
    """

    rows: tuple[QueueRow, ...]
    next_cursor: str | None
    total: int  # cases that match the filter
    facets: dict[str, list[Facet]]
    open_total: int  # open cases in sight
    expected_finds: float  # sum of the probabilities of what matches
    scope: Scope  # the part of the county that is in sight
    recused: int  # open cases in it that recusal keeps from whoever asks, whatever the filter
