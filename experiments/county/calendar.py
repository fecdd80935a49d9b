"""Days as integers (days since 1970-01-01), which compare and add at the speed of numbers."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from experiments.county.chance import Ints

EPOCH = date(1970, 1, 1).toordinal()


def day(year: int, month: int, of_month: int) -> int:
    """The number of one day."""
    return date(year, month, of_month).toordinal() - EPOCH


def as_date(number: int) -> date:
    """The day with this number."""
    return date.fromordinal(int(number) + EPOCH)


def year_month(days: Ints) -> tuple[Ints, Ints]:
    """Year and month (1-12) of each day."""
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return 1970 + months // 12, months % 12 + 1


@dataclass(frozen=True)
class Calendar:
    """The years whose payouts are handed over; months are counted from the first January, from 0."""

    years: tuple[int, ...]

    @property
    def first(self) -> int:
        """The first day of the first year."""
        return day(self.years[0], 1, 1)

    @property
    def last(self) -> int:
        """The last day of the last year."""
        return day(self.years[-1], 12, 31)

    @property
    def months(self) -> int:
        """How many months the years have."""
        return 12 * len(self.years)

    def month_of(self, days: Ints) -> Ints:
        """The month each day falls in; before the first year it is negative."""
        months: Ints = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        return months - 12 * (self.years[0] - 1970)

    def start_of(self, months: Ints) -> Ints:
        """The first day of each month."""
        starts = (months + 12 * (self.years[0] - 1970)).astype("datetime64[M]").astype("datetime64[D]")
        days: Ints = starts.astype(np.int64)
        return days

    def period_of(self, months: Ints) -> Ints:
        """Each month as yyyymm."""
        return (self.years[0] + months // 12) * 100 + months % 12 + 1
