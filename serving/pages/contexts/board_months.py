"""Months without a gap: one without visits is shown as such."""

from collections.abc import Sequence
from datetime import date

from serving.board.views import Found, Month

NOTHING = Found(0, 0, 0, None)


def filled(months: Sequence[Month]) -> tuple[Month, ...]:
    """Every month from the first to the last."""
    known = {month.first: month for month in months}
    found, day = [], min(known, default=None)
    while day is not None and day <= max(known):
        found.append(known.get(day) or Month(day, NOTHING))
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return tuple(found)
