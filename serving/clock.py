"""The wall clock; times in the database are UTC without a zone, as SQLite stores them."""

from datetime import UTC, datetime


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC).replace(tzinfo=None)
