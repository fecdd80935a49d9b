"""On PostgreSQL everything is as on SQLite: the same tables, queue and order, one writer, whole states to read."""

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from fastapi.testclient import TestClient
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from records.home import Home
from serving import checkup, schema
from serving.accounts.views import ROLES, Role
from serving.app import create_app
from serving.audit import log
from serving.audit.tables import AuditEntry
from serving.backup import service as backup
from serving.cases.tables import Case
from serving.database import Database, open_database
from serving.outcomes.service import record
from serving.outcomes.views import OutcomeForm
from serving.queue.claims import next_case
from serving.queue.service import queue_page
from serving.queue.views import QueueFilter, Sort
from serving.refusals import CaseChanged
from serving.scan.service import scan
from tests.serving.batches.conftest import SUPERVISOR, drawn
from tests.serving.batches.test_workbook import back, filled, out
from tests.serving.conftest import PASSWORD, TODAY, WHOLE, Scanned, first_open, key_for, person
from tests.serving.jobs.conftest import ask, now_of, work_off

TOGETHER = 6
CLEARED = OutcomeForm("cleared", TODAY, None, None, False, "", None)


def together(work: Any) -> list[Any]:
    """Do something in several threads that begin at one moment."""
    barrier = threading.Barrier(TOGETHER)

    def begin(number: int) -> Any:
        barrier.wait()
        return work(number)

    with ThreadPoolExecutor(TOGETHER) as pool:
        return list(pool.map(begin, range(TOGETHER)))


def test_the_migrations_make_exactly_the_tables_the_code_declares(bare: Database) -> None:
    with bare.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []


def test_opened_by_several_at_once_it_is_migrated_once(bare: Database) -> None:
    with bare.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    for opened in together(lambda _: open_database(bare.home, bare.url)):
        with opened.reading() as session:
            assert session.scalar(select(func.count(Case.id))) == 0
        opened.close()


@pytest.mark.parametrize("sort", get_args(Sort))
def test_the_queue_is_the_one_that_sqlite_gives(database: Database, template: Scanned, sort: Sort) -> None:
    other = open_database(template.home)
    pages = []
    for opened in (database, other):
        with opened.reading() as session:
            rows = queue_page(session, QueueFilter(sort=sort), WHOLE, limit=500).rows
        pages.append([(row.award_key, row.probability, row.rules, row.headline_zh, row.amount_fen) for row in rows])
    other.close()
    assert pages[0] == pages[1]
    assert pages[0]


def test_several_at_once_never_get_the_same_case(database: Database) -> None:
    with database.writing() as session:
        users = [person(session, name=f"u{number}") for number in range(TOGETHER)]

    def take(number: int) -> int | None:
        for _ in range(3):
            with database.reading() as session:
                held = next_case(session, lambda: _fresh(session, database), QueueFilter(), users[number])
        return held

    held = together(take)
    assert None not in held
    assert len(set(held)) == TOGETHER


def _fresh(session: Any, database: Database) -> Any:
    session.rollback()
    return database.writing()


def test_of_several_outcomes_at_once_one_is_recorded_and_the_others_are_told(database: Database) -> None:
    row = first_open(database)
    with database.reading() as session:
        version = session.get_one(Case, row.case_id).version

    def decide(number: int) -> str:
        try:
            with database.writing() as session:
                record(session, row.case_id, replace(CLEARED, note=f"visit {number}"), SUPERVISOR, version)
        except CaseChanged:
            return "told"
        return "recorded"

    assert sorted(together(decide)) == ["recorded", *["told"] * (TOGETHER - 1)]


def test_the_audit_log_is_one_chain_whoever_writes_and_nobody_changes_it(database: Database) -> None:
    def work(number: int) -> None:
        for turn in range(20):
            with database.writing() as session:
                log.write(session, f"u{number}", "test", f"turn:{turn}")

    together(work)
    with database.reading() as session:
        assert log.check(session).rows >= 20 * TOGETHER
    for statement in ("UPDATE audit_log SET actor = 'nobody'", "DELETE FROM audit_log", "TRUNCATE audit_log"):
        with pytest.raises(DBAPIError, match="append-only"), database.writing() as session:
            session.execute(text(statement))


def test_who_reads_sees_one_state_while_others_write(database: Database) -> None:
    with database.reading() as session:
        before = session.scalar(select(func.count(AuditEntry.id)))
        with database.writing() as other:
            log.write(other, "other", "test", "meanwhile")
        assert session.scalar(select(func.count(AuditEntry.id))) == before


def test_a_second_scan_rescores_the_cases_and_finds_the_decided_one_again(scanned: Home, database: Database) -> None:
    row = first_open(database)
    with database.reading() as session:
        version, cases = session.get_one(Case, row.case_id).version, session.scalar(select(func.count(Case.id)))
    with database.writing() as session:
        record(session, row.case_id, CLEARED, SUPERVISOR, version)
    report = scan(scanned, database_url=database.url)
    assert report.rescored == cases - 1
    with database.reading() as session:
        assert session.get_one(Case, row.case_id).status == "cleared"
        assert session.scalar(select(func.count(Case.id))) == cases + report.opened


def test_a_batch_is_drawn_handed_out_and_returned(scanned: Home, database: Database, tmp_path: Path) -> None:
    batch = drawn(database, 6)
    file = out(scanned, database, batch, tmp_path / "batch.xlsx")
    done = back(database, filled(file, 2, result="不属实", verified=f"{TODAY:%Y-%m-%d}"))
    assert done.recorded == 2
    assert back(database, file).recorded == 0


def test_two_workers_do_each_job_once(database: Database) -> None:
    with database.writing() as session:
        analyst = person(session, "analyst", "lanxin")
    jobs = [ask(database, analyst, "scan") for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        taken = list(pool.map(lambda _: work_off(database), range(2)))
    assert sum(taken) + sum(work_off(database) for _ in range(2)) == len(jobs)
    ended = [now_of(database, job) for job in jobs]
    assert [(job.state, job.attempts) for job in ended] == [("done", 1)] * len(jobs)


@pytest.fixture
def client(scanned: Home, url: str) -> Iterator[TestClient]:
    with TestClient(create_app(scanned, url)) as found:
        yield found


@pytest.mark.parametrize("role", ROLES)
def test_every_page_and_list_that_a_role_may_see_is_shown(client: TestClient, database: Database, role: Role) -> None:
    with database.writing() as session:
        person(session, role, "wangli")
    drawn(database, 6)
    token = re.search(r'name="csrf" value="([^"]*)"', client.get("/sign-in").text)
    assert token is not None
    client.post("/sign-in", data={"csrf": token[1], "name": "wangli", "password": PASSWORD})
    client.headers["Authorization"] = f"Bearer {key_for(database, role)}"
    shown = 0
    for path in _paths(client):
        answer = client.get(path)
        assert answer.status_code < 500, path
        shown += answer.status_code == 200
    assert shown > 5


def _paths(client: TestClient) -> list[str]:
    """Every address that is read with GET, the first of its kind in the place of each number."""
    routes = [route for route in client.app.routes if "GET" in getattr(route, "methods", ())]  # type: ignore[attr-defined]
    return [re.sub(r"{[^}]*}", "1", route.path) for route in routes if not route.path.endswith("/events")]


def test_ready_doctor_and_backup_know_where_the_database_stands(
    client: TestClient, scanned: Home, database: Database, tmp_path: Path
) -> None:
    assert client.get("/readyz").status_code == 200
    assert all(finding.ok for finding in checkup.checkup(scanned, database.url))
    kept = backup.keep(scanned, tmp_path / "kept.tar", "test", database.url)
    assert not kept.database
    assert "mingcha.sqlite" not in kept.files
    with database.reading() as session:
        assert session.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc())).first() == "home.backed-up"
