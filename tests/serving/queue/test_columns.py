"""The cases in memory stay in step with the database."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, update

from records.home import Home
from serving.cases.tables import Case, CaseEvent
from serving.clock import now
from serving.database import Database
from serving.outcomes.service import record
from serving.outcomes.views import OutcomeForm
from serving.queue import columns
from serving.queue.service import chosen_numbers, queue_page
from serving.queue.views import QueueFilter
from serving.scan.service import scan
from tests.serving.conftest import WHOLE, first_open, person


def totals(database: Database) -> tuple[int, int]:
    """Open cases as the queue counts them, and as they stand in the database."""
    with database.reading() as session:
        real = len(session.scalars(select(Case.id).where(Case.status == "open")).all())
        return queue_page(session, QueueFilter(), WHOLE).total, real


def test_an_outcome_and_a_scan_are_seen_at_once(scanned: Home, database: Database) -> None:
    counted, real = totals(database)
    assert counted == real
    row = first_open(database)
    with database.writing() as session:
        record(session, row.case_id, OutcomeForm("cleared", date(2026, 1, 6)), person(session), 1)
    assert totals(database) == (real - 1, real - 1)
    scan(scanned)
    counted, real = totals(database)
    assert counted == real


def test_only_what_changed_is_read_again(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    totals(database)
    monkeypatch.setattr(columns, "_all", lambda _: pytest.fail("read all of it again"))
    row = first_open(database)
    with database.writing() as session:
        session.execute(update(Case).where(Case.id == row.case_id).values(probability=0.001, rules="made-up"))
        session.add(CaseEvent(case_id=row.case_id, at=now(), who="test", zh="改", en="changed"))
    with database.reading() as session:
        assert chosen_numbers(session, QueueFilter(), WHOLE)[-1] == row.case_id
        assert chosen_numbers(session, QueueFilter(rule="made-up"), WHOLE) == [row.case_id]
        kept = columns.columns_of(session)
    assert len(kept) == len(set(kept.numbers["id"].tolist()))


def test_what_is_rolled_back_was_never_counted(database: Database) -> None:
    row = first_open(database)
    with database.writing() as session:
        session.execute(update(Case).where(Case.id == row.case_id).values(status="cleared"))
        session.add(CaseEvent(case_id=row.case_id, at=now(), who="test", zh="改", en="changed"))
        session.flush()
        assert row.case_id not in chosen_numbers(session, QueueFilter(), WHOLE)
        session.rollback()
    with database.reading() as session:
        assert chosen_numbers(session, QueueFilter(), WHOLE)[0] == row.case_id


def test_ages_share_out_the_open_cases_and_filter_by_days_on_the_queue(database: Database) -> None:
    row = first_open(database)
    with database.writing() as session:
        session.execute(update(Case).where(Case.id == row.case_id).values(opened=row.opened.replace(year=2020)))
        session.add(CaseEvent(case_id=row.case_id, at=now(), who="test", zh="改", en="changed"))
    with database.reading() as session:
        page = queue_page(session, QueueFilter(), WHOLE)
        assert {facet.value: facet.count for facet in page.facets["age"]} == {"week": page.total - 1, "older": 1}
        for facet in page.facets["age"]:
            shown = queue_page(session, replace(QueueFilter(), age=facet.value), WHOLE)  # type: ignore[arg-type]
            assert shown.total == facet.count
        assert queue_page(session, QueueFilter(age="older"), WHOLE).rows[0].case_id == row.case_id
