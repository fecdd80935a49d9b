"""What a model remembers of the day it was trained, and what has moved since, as kept in JSON."""

from datetime import date

from records.frozen import Frozen
from training.kept_values import Measured, Said


class Spread(Frozen):
    """The values of one column on awards that rules hit: edges between tenths, the share in each, then of unknown."""

    edges: tuple[float, ...]
    shares: tuple[float, ...]


class Reference(Frozen):
    """How awards looked on a day. Spreads are over `flagged` awards, hits over all `awards` looked at."""

    day: date
    awards: int
    flagged: int
    spreads: dict[str, Spread]
    hits: dict[str, int]  # column of the rule's band -> awards hit
    programmes: dict[str, dict[str, int]]  # programme -> the same


class ColumnDrift(Frozen):
    """One column: its population stability index since the reference, and the share not known then and now."""

    column: str
    stability: float
    chance: float  # what two samples of the same awards would stay below, 95 times of 100
    unknown_then: float
    unknown_now: float
    alarm: bool


class HitDrift(Frozen):
    """One rule: its hits per 1,000 awards then and now, and the programme in which most of the change lies."""

    rule: str
    then: float
    now: float
    programme: str
    alarm: bool


class BatchDrift(Frozen):
    """One returned batch: what was predicted of it before, and what was found."""

    batch: str
    day: date
    cases: int
    predicted: float
    found: float
    found_before: Measured  # in the batches before it
    calibration_alarm: bool
    base_rate_alarm: bool


class Drift(Frozen):
    """What has moved between two days; columns and rules the most moved first, batches in order of time."""

    since: date
    until: date
    columns: tuple[ColumnDrift, ...]
    rules: tuple[HitDrift, ...]
    batches: tuple[BatchDrift, ...]
    alarms: tuple[Said, ...]  # what moved, and what to do
