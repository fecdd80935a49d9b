"""Days in the county: all of the country keeps Beijing time, wherever the clock of the server stands."""

from datetime import UTC, date, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))


def today() -> date:
    """Today in the county."""
    return datetime.now(BEIJING).date()


def midnight_utc(day: date) -> datetime:
    """When a day of the county begins, in UTC without a zone."""
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING).astimezone(UTC).replace(tzinfo=None)


def local_day(at: datetime) -> date:
    """The day in the county at a moment in UTC without a zone; days of visits are entered by it too."""
    return at.replace(tzinfo=UTC).astimezone(BEIJING).date()
