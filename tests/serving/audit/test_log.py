"""The audit log."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from serving.audit import log
from serving.database import Database
from serving.refusals import BrokenChain


def fill(database: Database, rows: int = 3) -> None:
    with database.writing() as session:
        for number in range(rows):
            log.write(session, "tester", "look", f"case:{number}", reason="visit")


def test_an_untouched_chain_checks(empty: Database) -> None:
    fill(empty)
    with empty.reading() as session:
        assert log.check(session).rows == 3


@pytest.mark.parametrize("statement", ["UPDATE audit_log SET actor = 'nobody'", "DELETE FROM audit_log WHERE id = 2"])
def test_the_database_refuses_to_change_or_delete_a_row(empty: Database, statement: str) -> None:
    fill(empty)
    with pytest.raises(DBAPIError, match="append-only"), empty.writing() as session:
        session.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log SET actor = 'nobody' WHERE id = 2",
        "UPDATE audit_log SET detail = '{}' WHERE id = 1",
        "DELETE FROM audit_log WHERE id = 2",
    ],
)
def test_a_change_behind_our_back_breaks_the_chain(empty: Database, statement: str) -> None:
    fill(empty)
    with empty.writing() as session:
        session.execute(text("DROP TRIGGER audit_log_no_update"))
        session.execute(text("DROP TRIGGER audit_log_no_delete"))
        session.execute(text(statement))
    with empty.reading() as session, pytest.raises(BrokenChain):
        log.check(session)


def test_an_entry_of_a_transaction_that_fails_is_not_kept(empty: Database) -> None:
    def fails() -> None:
        with empty.writing() as session:
            log.write(session, "tester", "look", "case:1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    with empty.reading() as session:
        assert log.check(session).rows == 0
