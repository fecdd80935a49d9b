"""Nobody works on a case of his own household, kin or village, whichever way he comes to it."""

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from records import warehouse
from records.home import Home
from records.identity.identities import Identities
from serving.accounts import ties
from serving.accounts.tables import Account
from serving.accounts.views import Scope, User
from serving.app import create_app
from serving.audit.tables import AuditEntry
from serving.batches import repository as batches
from serving.batches import service as drawing
from serving.batches.views import BatchOrder
from serving.cases.service import case_detail
from serving.cases.tables import Case
from serving.database import Database
from serving.outcomes.service import record
from serving.outcomes.views import OutcomeForm
from serving.queue.assigning import assign
from serving.queue.claims import claim
from serving.queue.export import Wanted, export
from serving.queue.service import chosen_numbers, queue_page
from serving.queue.views import QueueFilter
from serving.refusals import NoResident, Recused
from serving.security.recusal import circle_of
from serving.security.sight import case_for, sight_of
from tests.serving.conftest import PASSWORD, TODAY, WHOLE, person

EVERY = QueueFilter(status=None)
TIES = ("himself", "household", "kin", "kin of kin", "village")


def case_tied(home: Home, session: Session, kind: str) -> tuple[Case, int | None, Scope | None]:
    """A case, and whom or where a user has to be tied to so that it concerns him in this way."""
    snapshot = warehouse.current(home)
    cases = session.scalars(select(Case).where(Case.status == "open").order_by(Case.rank)).all()
    if kind == "village":
        found = next(case for case in cases if case.village_key is not None)
        return found, None, Scope("village", found.village_key, found.village)
    with duckdb.connect() as connection:
        for name in ("resident", "kin"):
            connection.execute(f"CREATE VIEW {name} AS FROM read_parquet('{snapshot.parquet(name)}')")
        one = "SELECT b.person_key FROM resident a JOIN resident b USING (household_key) WHERE a.person_key = $p"
        kin = "SELECT cadre_key FROM kin WHERE relative_key = $p UNION SELECT relative_key FROM kin WHERE cadre_key=$p"
        kin2 = (
            f"SELECT k.relative_key FROM kin k JOIN ({kin}) n ON k.cadre_key = n.cadre_key WHERE k.relative_key <> $p"
        )
        ways = {"himself": "SELECT $p::BIGINT", "household": one, "kin": kin, "kin of kin": kin2}
        for case in cases:
            others = [key for (key,) in connection.execute(ways[kind], {"p": case.person_key}).fetchall()]
            wanted = [key for key in others if kind == "himself" or key != case.person_key]
            if wanted:
                return case, wanted[0], None
    raise AssertionError(f"the county has nobody tied to a case by {kind}")


@pytest.fixture(params=TIES)
def tied(request: pytest.FixtureRequest, scanned: Home, database: Database) -> Iterator[tuple[User, Case]]:
    """A supervisor who has to recuse himself from a case, and the case."""
    with database.writing() as session:
        case, key, village = case_tied(scanned, session, request.param)
        person(session, "supervisor", "zhang")
        ties.tie(session, "zhang", key, village, by="test")
    with database.reading() as session:
        account = session.scalars(select(Account).where(Account.name == "zhang")).one()
        user = User(account.id, "zhang", "张", "supervisor", person_key=key, home_village=account.home_village)
        yield user, case


def test_the_queue_has_no_trace_of_it_but_a_number_that_no_filter_changes(
    database: Database, tied: tuple[User, Case]
) -> None:
    user, case = tied
    with database.reading() as session:
        whole, page = (queue_page(session, EVERY, who, limit=500) for who in (WHOLE, user))
        kept = {row.case_id for row in whole.rows} - {row.case_id for row in page.rows}
        assert case.id in kept
        assert page.total == whole.total - len(kept) > 0
        assert page.recused == sum(row.case_id in kept and row.status == "open" for row in whole.rows)
        searched = queue_page(session, QueueFilter(text=str(case.id), status=None), user)
        assert (searched.total, searched.recused) == (0, page.recused)
        assert case.id not in chosen_numbers(session, EVERY, user)


def test_it_can_be_neither_opened_nor_claimed_nor_given_nor_decided(
    scanned: Home, database: Database, tied: tuple[User, Case]
) -> None:
    user, case = tied
    with database.writing() as session:
        form = OutcomeForm("confirmed", TODAY, "filed")
        for way in (
            lambda: case_for(session, user, case.id),
            lambda: case_detail(scanned, session, case.id, user),
            lambda: claim(session, case.id, user),
            lambda: record(session, case.id, form, user, case.version),
        ):
            with pytest.raises(Recused):
                way()
        assert assign(session, [case.id], user.name, WHOLE) == 0
        assert assign(session, [case.id], None, user) == 0


def test_exports_batches_and_links_leave_it_out(
    scanned: Home, database: Database, tied: tuple[User, Case], tmp_path: Path
) -> None:
    user, case = tied
    for who, there in ((WHOLE, True), (user, False)):
        export(scanned, database, tmp_path / "q.parquet", Wanted(), who)
        assert (case.id in pq.read_table(tmp_path / "q.parquet")["case_id"].to_pylist()) is there
    with database.writing() as session:
        batch = drawing.new(session, BatchOrder(visits=30, hand_picked=(case.id,)), WHOLE)
        assert case.id in {one.case_id for one in batches.case_views(session, batch.id, sight_of(session, WHOLE))}
        assert case.id not in {one.case_id for one in batches.case_views(session, batch.id, sight_of(session, user))}
        linked = session.scalars(select(Case.id).where(sight_of(session, user).cases())).all()
        assert case.id not in linked


def test_the_circle_holds_with_the_case_whoever_the_case_was_tied_by(
    database: Database, tied: tuple[User, Case]
) -> None:
    user, case = tied
    with database.reading() as session:
        assert circle_of(session, user).holds(case.person_key, case.village_key)
        assert circle_of(session, WHOLE).empty


def test_pages_answer_403_with_a_plain_sentence_on_every_way_in(
    scanned: Home, database: Database, tied: tuple[User, Case]
) -> None:
    _, case = tied
    with TestClient(create_app(scanned), follow_redirects=False) as visitor:
        token = re.search(r'name="csrf" value="([^"]*)"', visitor.get("/sign-in").text)
        assert token is not None
        visitor.post("/sign-in", data={"csrf": token[1], "name": "zhang", "password": PASSWORD})
        queue = visitor.get("/queue")
        assert "按回避规定不显示" in queue.text
        assert f"/cases/{case.id}?" not in queue.text
        assert f'"/cases/{case.id}"' not in queue.text
        csrf = re.search(r'name="csrf" value="([^"]*)"', queue.text)
        assert csrf is not None
        form = {"csrf": csrf[1], "reason": "核实", "version": str(case.version), "result": "confirmed",
                "verified": TODAY.isoformat(), "disposal": "filed", "identity": "1", "person": "1",
                "action": "confirm"}  # fmt: skip
        for path in ("", "/payouts-wide.svg"):
            answer = visitor.get(f"/cases/{case.id}{path}")
            assert answer.status_code == 403
            assert "回避" in answer.text
        for path in ("/reveal", "/outcome", "/identity"):
            assert visitor.post(f"/cases/{case.id}{path}", data=form).status_code == 403, path
    with database.reading() as session:
        assert session.get_one(Case, case.id).version == case.version
        looks = select(AuditEntry).where(AuditEntry.subject == f"case:{case.id}", AuditEntry.actor == "zhang")
        assert session.scalars(looks).all() == []


def test_the_id_is_turned_into_a_key_and_stands_nowhere(scanned: Home, database: Database) -> None:
    with database.writing() as session:
        key = session.scalars(select(Case.person_key).limit(1)).one()
        resident_id = Identities(scanned).resident_ids([key])[key]
        assert ties.person_of(scanned, resident_id) == key
        person(session)
        ties.tie(session, "wangli", key, None, by="test")
        entries = session.scalars(select(AuditEntry)).all()
        assert not any(resident_id in entry.detail + entry.subject for entry in entries)
        session.execute(update(Account).values(active=True))
    with pytest.raises(NoResident):
        ties.person_of(scanned, "110101194001010016")
