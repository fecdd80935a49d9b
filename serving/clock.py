"""The wall clock; times in the database are UTC without a zone, as SQLite stores them."""

from datetime import UTC, date, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC).replace(tzinfo=None)


def today() -> date:
    """Today in the county, wherever the server's own clock stands."""
    return datetime.now(BEIJING).date()
