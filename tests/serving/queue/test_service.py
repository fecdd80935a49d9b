"""The queue: filters, order, pages, search."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from records import warehouse
from records.home import Home
from records.identity.identities import Identities
from serving.cases.tables import Case
from serving.database import Database
from serving.queue.service import queue_page
from serving.queue.views import QueueFilter, QueueRow
from serving.refusals import InvalidCursor
from tests.serving.conftest import WHOLE


def everything(database: Database, chosen: QueueFilter, limit: int = 7) -> list[QueueRow]:
    """All rows, page by page."""
    rows: list[QueueRow] = []
    cursor = None
    with database.reading() as session:
        while True:
            page = queue_page(session, chosen, WHOLE, cursor, limit)
            rows += page.rows
            cursor = page.next_cursor
            if cursor is None:
                return rows


@pytest.mark.parametrize("sort", ["probability", "amount", "expected"])
def test_pages_give_every_case_once_in_order(database: Database, sort: str) -> None:
    chosen = QueueFilter(sort=sort)  # type: ignore[arg-type]
    rows = everything(database, chosen)
    by = {
        "probability": lambda row: row.probability,
        "amount": lambda row: row.amount_fen,
        "expected": lambda row: round(row.probability * row.amount_fen),
    }[sort]
    assert len({row.case_id for row in rows}) == len(rows)
    assert [by(row) for row in rows] == sorted((by(row) for row in rows), reverse=True)
    with database.reading() as session:
        assert len(rows) == queue_page(session, chosen, WHOLE).total == queue_page(session, chosen, WHOLE).open_total


def test_a_facet_counts_what_its_filter_then_shows(database: Database) -> None:
    with database.reading() as session:
        facets = queue_page(session, QueueFilter(), WHOLE).facets
        for name, field in (
            ("township", "township_key"),
            ("programme", "programme"),
            ("rule", "rule"),
            ("level", "level"),
        ):
            for facet in facets[name]:
                value = int(facet.value) if name == "township" else facet.value
                assert queue_page(session, replace(QueueFilter(), **{field: value}), WHOLE).total == facet.count > 0


def test_a_facet_ignores_its_own_filter_so_that_one_can_choose_again(database: Database) -> None:
    with database.reading() as session:
        open_facets = queue_page(session, QueueFilter(), WHOLE).facets
        chosen = queue_page(session, QueueFilter(programme=open_facets["programme"][0].value), WHOLE).facets
    assert chosen["programme"] == open_facets["programme"]
    assert sum(facet.count for facet in chosen["level"]) < sum(facet.count for facet in open_facets["level"])


def test_expected_finds_are_the_sum_of_the_probabilities(database: Database) -> None:
    rows = everything(database, QueueFilter(), limit=500)
    with database.reading() as session:
        assert queue_page(session, QueueFilter(), WHOLE).expected_finds == pytest.approx(
            sum(row.probability for row in rows)
        )


@pytest.mark.parametrize("cursor", ["", "x", "????", "bm9wZQ", "WyJhbW91bnQiLCAxLCAxXQ"])
def test_a_cursor_that_is_not_ours_is_refused(database: Database, cursor: str) -> None:
    with database.reading() as session, pytest.raises(InvalidCursor):
        queue_page(session, QueueFilter(), WHOLE, cursor)


def test_a_search_finds_by_name_by_id_and_by_case_number(scanned: Home, database: Database) -> None:
    store = Identities(scanned)
    with database.reading() as session:
        case = session.scalars(select(Case)).first()
        assert case is not None
        name, resident_id = store.names([case.person_key])[case.person_key], store.resident_ids([case.person_key])
        for text in (name, resident_id[case.person_key], str(case.id)):
            found = queue_page(session, QueueFilter(text=text, status=None), WHOLE).rows
            assert case.id in {row.case_id for row in found}
        assert queue_page(session, QueueFilter(text="没有这个人"), WHOLE).total == 0


def test_days_are_counted_to_the_day_of_the_scan(scanned: Home, database: Database) -> None:
    with database.reading() as session:
        row = queue_page(session, QueueFilter(), WHOLE).rows[0]
    assert row.opened == warehouse.current(scanned).newest_date()
    assert row.days_open == 0
