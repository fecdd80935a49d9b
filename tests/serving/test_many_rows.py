"""Many rows of a table at once, given as columns."""

from datetime import date

import pytest
from sqlalchemy import inspect, select

from records.decisions.outcomes import RecordedOutcome
from records.home import Home
from serving import many_rows
from serving.cases.tables import Case
from serving.database import Database, open_database
from serving.scan.service import scan

OUTCOME = RecordedOutcome.__table__


def outcomes(database: Database) -> list[tuple[int, date, str | None]]:
    with database.reading() as session:
        asked = select(RecordedOutcome.case_id, RecordedOutcome.verified, RecordedOutcome.kind)
        return [(row[0], row[1], row[2]) for row in session.execute(asked.order_by(RecordedOutcome.id))]


def test_rows_are_written_and_changed_as_objects_would_write_them(home: Home) -> None:
    database = open_database(home)
    days = [date(2025, 3, day) for day in (1, 2, 3)]
    same = {"result": ["cleared"] * 3, "who": ["li"] * 3, "register_wrong": [False] * 3, "version": [1] * 3}
    with database.writing() as session:
        given = {"case_id": [5, 6, 7], "award_key": [1, 2, 3], "verified": days, "kind": ["a", None, "c"], "at": days}
        many_rows.insert(session, OUTCOME, given | same)
        many_rows.change(session, OUTCOME, "case_id", {"case_id": [7, 5], "kind": [None, "b"]})
        many_rows.insert(session, OUTCOME, {name: [] for name in given | same})
    assert outcomes(database) == [(5, days[0], "b"), (6, days[1], None), (7, days[2], None)]
    with database.writing() as session, pytest.raises(ValueError, match="zip"):
        many_rows.insert(session, OUTCOME, given | same | {"kind": ["a"]})
    database.close()


def test_a_first_scan_that_indexed_at_the_end_leaves_every_index_and_one_that_failed_too(
    scanned: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in scanned.path.glob("mingcha.sqlite*"):
        file.unlink()
    database = open_database(scanned)
    before = inspect(database.engine).get_indexes(Case.__tablename__)
    assert before

    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("serving.cases.upkeep._store_rules", broken)
        with pytest.raises(KeyboardInterrupt):
            scan(scanned)
    assert inspect(database.engine).get_indexes(Case.__tablename__) == before
    assert scan(scanned).opened
    assert inspect(database.engine).get_indexes(Case.__tablename__) == before
    database.close()
