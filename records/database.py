"""The application database: one declarative base for all its tables, one way to open it.

Cases, outcomes, users and the audit log live here; SQLite by default, PostgreSQL when a URL is given. The outcome table
is defined in `records.decisions.outcomes` because training reads it; serving defines the others on the same base and
owns the migrations.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, inspect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.schema import MetaData

from records.home import Home

# Named constraints: Alembic can only drop or change what has a name.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_MS = 10_000  # how long a writer waits for another before it gives up


class Base(DeclarativeBase):
    """What every table of the application database derives from."""

    metadata = MetaData(naming_convention=NAMING)


def engine(url_or_path: str | Path) -> Engine:
    """Open the application database: a file (SQLite, write-ahead log, foreign keys on) or any SQLAlchemy URL."""
    url = f"sqlite:///{url_or_path}" if isinstance(url_or_path, Path) or "://" not in url_or_path else url_or_path
    opened = create_engine(url)
    if opened.dialect.name == "sqlite":
        event.listen(opened, "connect", _prepare_sqlite)
    return opened


@contextmanager
def holding(table: str, home: Home, url: str | None = None) -> Iterator[Engine | None]:
    """The home's database, to read this table; None before there is one.

    `url`: where the database is, if it is not the home's SQLite file.
    """
    if url is None and not home.database.exists():
        yield None
        return
    opened = engine(url or home.database)
    try:
        yield opened if inspect(opened).has_table(table) else None
    finally:
        opened.dispose()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", "foreign_keys = ON", "synchronous = NORMAL", f"busy_timeout = {BUSY_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
