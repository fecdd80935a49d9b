"""The application database: migrations, transactions."""

import sqlite3
from datetime import date

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from records.home import Home
from serving import schema
from serving.cases.tables import Case, CaseEvent
from serving.clock import now
from serving.database import MIGRATIONS, Database, open_database
from serving.migrations import HEAD
from serving.refusals import NewerDatabase


def test_the_migrations_make_exactly_the_tables_the_code_declares(empty: Database) -> None:
    with empty.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []


def test_the_newest_revision_is_the_one_that_is_checked_at_start() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_opening_twice_migrates_once_and_keeps_what_is_there(home: Home) -> None:
    first = open_database(home)
    with first.writing() as session:
        session.execute(text("INSERT INTO receipt VALUES ('a', 'k', 'h', 201, '{}', x'00', '2026-01-01')"))
    first.close()
    second = open_database(home)
    with second.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM receipt")) == 1
    second.close()


def test_a_database_of_a_newer_release_is_refused_and_left_alone(home: Home) -> None:
    open_database(home).close()
    with sqlite3.connect(home.database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NewerDatabase, match="9999"):
        open_database(home)


def test_cases_decided_before_decisions_were_kept_stay_decided(home: Home) -> None:
    database = open_database(home)
    at_revision(database, "0001")
    with database.writing() as session:
        session.execute(
            text("INSERT INTO scan VALUES (1, '000001', '000001', '2026-01-01', 'm', NULL, 'c', 1, 1, '2026-01-01')")
        )
        session.execute(
            text(
                "INSERT INTO \"case\" VALUES (7, 1, 1, 'dibao', '低保', 'cleared', 0.5, 'red', 99, 1, 100, 50, "
                "'paid-twice', 'zh', 'en', NULL, NULL, '', '', '2025-12-01', 1, 2)"
            )
        )
        session.execute(text("INSERT INTO case_rule VALUES (7, 'paid-twice')"))
    database.close()
    opened = open_database(home)
    with opened.reading() as session:
        case = session.get_one(Case, 7)
    opened.close()
    assert (case.decision, case.decided) == ("cleared", date(2025, 12, 1))
    assert case.decided_bands == '{"paid-twice": 3}'


def at_revision(database: Database, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.engine.execution_options(writes=True).begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def test_foreign_keys_are_enforced(empty: Database) -> None:
    with pytest.raises(IntegrityError), empty.writing() as session:
        session.add(CaseEvent(case_id=4711, at=now(), who="x", zh="x", en="x"))


def test_a_failed_transaction_leaves_nothing(empty: Database) -> None:
    def fails() -> None:
        with empty.writing() as session:
            session.execute(text("INSERT INTO receipt VALUES ('a', 'k', 'h', 201, '{}', x'00', '2026-01-01')"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    with empty.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM receipt")) == 0


def test_nobody_else_may_read_the_database_and_its_side_files(empty: Database) -> None:
    with empty.writing() as session:
        session.execute(text("INSERT INTO receipt VALUES ('a', 'k', 'h', 201, '{}', x'00', '2026-01-01')"))
        files = list(empty.home.path.glob("mingcha.sqlite*"))
        assert len(files) > 1
        assert all(file.stat().st_mode & 0o077 == 0 for file in files)
