"""The application database: opened, brought up to date, used in one transaction at a time."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event, inspect, text
from sqlalchemy.orm import Session

from records.database import engine
from records.errors import HomeBusy
from records.home import Home
from serving.migrations import HEAD
from serving.refusals import NewerDatabase

MIGRATIONS = Path(__file__).parent / "migrations"
USUAL_KIB, MUCH_KIB = 2_000, 262_144  # SQLite's page cache: its own choice, and for a whole city's cases
PATIENCE_S = 60  # how long to wait while another process migrates
# PostgreSQL: one number of this application's choosing; whoever holds its lock is the one who writes.
_ONE_WRITER = text("SELECT pg_advisory_xact_lock(1835626087)")


@dataclass(frozen=True)
class Database:
    """One open application database; `url` is None for the SQLite file in the home."""

    home: Home
    url: str | None
    engine: Engine

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that sees one state of the database; rolled back at the end."""
        with Session(self._reader, expire_on_commit=False, info={"home": self.home}) as session:
            yield session

    @contextmanager
    def writing(self, *, much: bool = False) -> Iterator[Session]:
        """A transaction that may write: it waits for the one write lock at once, so that it can't be refused later.

        SQLite has such a lock; PostgreSQL is given one, so that both mean the same by everything built on it: what was
        read in here stays true until the commit, nobody deadlocks, numbers and hashes follow in the order of commits.
        Committed at the end; rolled back when anything is raised. `much`: hundreds of thousands of rows, whose indexes
        SQLite then keeps in memory until the end instead of reading them again for every row.
        """
        writer = self.engine.execution_options(writes=True)
        with Session(writer, expire_on_commit=False, info={"home": self.home}) as session:
            if self.engine.dialect.name == "postgresql":
                session.execute(_ONE_WRITER)
            if much and self.engine.dialect.name == "sqlite":
                session.execute(text(f"PRAGMA cache_size = -{MUCH_KIB}"))
            yield session
            session.commit()
            if much and self.engine.dialect.name == "sqlite":
                session.execute(text(f"PRAGMA cache_size = -{USUAL_KIB}"))

    @cached_property
    def _reader(self) -> Engine:
        if self.engine.dialect.name == "postgresql":  # else each statement would see a state of its own
            return self.engine.execution_options(isolation_level="REPEATABLE READ")
        return self.engine

    def version(self) -> int | None:
        """A number that differs once anybody, in any process, has committed anything; None where none is to be had.

        It takes SQLite a few millionths of a second, so what was read may be kept for as long as it stays the same.
        """
        if self.url is not None:
            return None
        watching, lock = self._watch
        with lock:
            found: int = watching.execute("PRAGMA data_version").fetchone()[0]
        return found

    @cached_property
    def _watch(self) -> tuple[sqlite3.Connection, threading.Lock]:
        # A connection of its own that never writes: SQLite tells it of the commits of others only.
        return sqlite3.connect(self.home.database, check_same_thread=False, isolation_level=None), threading.Lock()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()
        if "_watch" in self.__dict__:
            self._watch[0].close()


def open_database(home: Home, url: str | None = None) -> Database:
    """Open the database and bring it up to date; creates it when it is not there yet. Raises NewerDatabase."""
    if url is None:
        # Notes and password hashes stand in it; SQLite gives its side files the same rights.
        home.database.touch(mode=0o600)
    opened = engine(url or home.database)
    if opened.dialect.name == "sqlite":
        event.listen(opened, "connect", _leave_transactions_to_us)
        event.listen(opened, "begin", _begin)
    database = Database(home, url, opened)
    if _revision(opened) != HEAD:
        _migrate(database)
    return database


def _leave_transactions_to_us(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver would begin too late and commit before each DDL


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _revision(opened: Engine) -> str | None:
    with opened.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _migrate(database: Database) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            with database.home.lock("migrate"):
                _upgrade(database)
                return
        except HomeBusy:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def _upgrade(database: Database) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    before = _revision(database.engine)
    if before == HEAD:  # another process was faster
        return
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if before is not None and before not in known:
        raise NewerDatabase(
            f"The database is at version {before}, unknown to this mingcha; use the newer one that wrote it."
        )
    if before is not None and database.url is None:
        _keep_copy(database, before)
    with database.engine.execution_options(writes=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, HEAD)


def _keep_copy(database: Database, revision: str) -> None:
    copy = database.home.path / f"mingcha.before-{revision}.sqlite"
    copy.unlink(missing_ok=True)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("COMMIT")  # VACUUM can't run inside a transaction
        connection.exec_driver_sql(f"VACUUM INTO '{str(copy).replace(chr(39), chr(39) * 2)}'")
        connection.exec_driver_sql("BEGIN")
