"""Whoever cleared a case has no part in its blind re-check, though he sees the whole county or moved to who visits."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from records.decisions.dispatches import BatchCase
from records.decisions.outcomes import RecordedOutcome
from records.home import Home
from serving.accounts.views import Scope, User
from serving.attachments import service as attachments
from serving.attachments.content import Upload
from serving.batches import repository
from serving.batches.export import export, sheets_of
from serving.batches.recheck import recheck
from serving.batches.taking_back import bring
from serving.batches.views import BatchView
from serving.cases.service import case_detail
from serving.cases.tables import Case
from serving.database import Database
from serving.outcomes.service import record
from serving.outcomes.views import OutcomeForm
from serving.queue.service import chosen_numbers, queue_page
from serving.queue.views import QueueFilter
from serving.refusals import OutElsewhere, OwnClearance
from serving.security.sight import EVERYTHING, sight_of
from tests.serving.batches.conftest import SUPERVISOR, drawn
from tests.serving.batches.test_workbook import filled
from tests.serving.conftest import LI, PASSWORD, TODAY, WHOLE, key_for, person

CLEARED = OutcomeForm("cleared", TODAY, note="查否")
FOUND = OutcomeForm("confirmed", TODAY, "filed")
ENTERED = {"result": "confirmed", "verified": str(TODAY), "disposal": "filed"}
FILE = Upload("gate.pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n")
SECOND = Upload("second.pdf", FILE.content + b"%")


@pytest.fixture
def clearer(database: Database) -> User:
    """An inspector of the whole county, who is about to clear what is out."""
    with database.writing() as session:
        return person(session)


@pytest.fixture
def checked(database: Database, clearer: User) -> BatchView:
    """A re-check of cases that he cleared, with a file on each."""
    return check(database, clearer)


def check(database: Database, who: User) -> BatchView:
    batch = drawn(database, visits=12)
    with database.writing() as session:
        for one in repository.case_views(session, batch.id, EVERYTHING):
            attachments.attach(session, one.case_id, attachments.keep(session, one.case_id, [FILE], LI), LI)
            record(session, one.case_id, CLEARED, who, 1)
    with database.writing() as session:
        return recheck(session, queue_page(session, QueueFilter(status="cleared"), WHOLE).total, SUPERVISOR, seed=2)


def his(database: Database, who: User) -> Case:
    """The first case of the re-check that he cleared; sheets cleared others."""
    with database.reading() as session:
        asked = select(Case).join(RecordedOutcome, RecordedOutcome.case_id == Case.id)
        return session.scalars(asked.where(RecordedOutcome.who == who.name).order_by(Case.id)).first()  # type: ignore[return-value]


def test_he_sees_it_as_he_left_it_and_is_not_given_it(
    scanned: Home, database: Database, checked: BatchView, clearer: User
) -> None:
    case = his(database, clearer)
    with database.writing() as session:
        attachments.attach(session, case.id, attachments.keep(session, case.id, [SECOND], LI), LI)
        his_own, others = (case_detail(scanned, session, case.id, who) for who in (clearer, LI))
        assert (his_own.row.status, others.row.status) == ("cleared", "open")
        assert his_own.outcome is not None
        assert not any(checked.name in line.what_zh for line in his_own.history)
        assert [one.name for one in his_own.attachments] == ["gate.pdf"], "a file of those who check it"
        assert case.id not in chosen_numbers(session, QueueFilter(), clearer)
        assert case.id in chosen_numbers(session, QueueFilter(), LI)
        out = {one.case_id for one in repository.case_views(session, checked.id, sight_of(session, clearer))}
        every = {one.case_id for one in repository.case_views(session, checked.id, sight_of(session, LI))}
        assert case.id not in out
        assert case.id in every
        lines = [line["case_id"] for _, own in sheets_of(scanned, session, checked.id, False, clearer) for line in own]
        assert set(lines) == out


def test_he_records_nothing_and_adds_nothing_until_it_is_a_new_story(
    database: Database, checked: BatchView, clearer: User
) -> None:
    number = his(database, clearer).id
    with database.writing() as session:
        case = session.get_one(Case, number)
        for refused in (clearer, moved(session, case, clearer)):
            with pytest.raises(OutElsewhere):
                record(session, number, FOUND, refused, case.version)
            with pytest.raises(OutElsewhere):
                attachments.keep(session, number, [SECOND], refused)
        assert record(session, number, FOUND, LI, case.version).result == "confirmed"
        with pytest.raises(OwnClearance):
            record(session, number, CLEARED, clearer, case.version)
        case.status = "open"  # as new evidence does it
        assert record(session, number, CLEARED, clearer, case.version).result == "cleared"


def moved(session, case: Case, clearer: User) -> User:  # type: ignore[no-untyped-def]
    """The same man, now of the township that visits."""
    key = session.scalar(
        select(BatchCase.township_key).where(BatchCase.case_id == case.id).order_by(BatchCase.batch_id.desc())
    )
    return replace(clearer, scope=Scope("township", key, ""))


def test_a_supervisor_enters_what_others_found_also_of_what_he_entered_before(database: Database) -> None:
    check(database, SUPERVISOR)
    number = his(database, SUPERVISOR).id
    with database.writing() as session:
        version = session.get_one(Case, number).version
        assert record(session, number, FOUND, SUPERVISOR, version).result == "confirmed"


@pytest.mark.parametrize(("who", "refused"), [(LI, True), (SUPERVISOR, False)])
def test_of_a_workbook_an_inspector_s_own_lines_are_refused_and_a_supervisor_s_are_not(
    scanned: Home, database: Database, tmp_path: Path, who: User, refused: bool
) -> None:
    batch = check(database, who)
    with database.reading() as session:
        asked = select(RecordedOutcome.case_id).where(RecordedOutcome.who == who.name)
        own = set(session.scalars(asked)) if refused else set()
    [file] = export(scanned, database, batch.id, tmp_path / "b.xlsx", False, user=WHOLE)
    filled(file, batch.cases, result="不属实", verified=TODAY.isoformat())
    with database.writing() as session:
        found = bring(session, file, who)
        assert len(found.wrong) == len(own)
        assert {line.case_id for line in found.new} == {one.case_id for one in cases(session, batch)} - own
    with database.writing() as session:
        assert len(bring(session, file, WHOLE).new) == len(own)


def cases(session, batch: BatchView):  # type: ignore[no-untyped-def]
    return repository.case_views(session, batch.id, EVERYTHING)


def test_page_and_api_refuse_him_in_words_that_do_not_tell(
    client: TestClient, database: Database, checked: BatchView, clearer: User
) -> None:
    case = his(database, clearer)
    client.post("/sign-in", data={"csrf": csrf(client, "/sign-in"), "name": clearer.name, "password": PASSWORD})
    page = client.get(f"/cases/{case.id}").text
    assert "查否" in page
    assert checked.name not in page
    assert 'name="result"' not in page
    form = {"csrf": csrf(client, f"/cases/{case.id}"), "version": str(case.version)}
    answer = client.post(f"/cases/{case.id}/outcome", data=form | ENTERED)
    assert answer.status_code == 403
    sent = client.post(f"/cases/{case.id}/attachments", data=form, files={"photo": (SECOND.name, SECOND.content)})
    assert sent.status_code == 403
    assert "已交给其他乡镇入户核查" in answer.text
    assert checked.name not in answer.text + sent.text


def test_a_program_returns_what_others_found_also_of_a_re_check(client: TestClient, database: Database) -> None:
    client.headers["X-API-Key"] = key_for(database, "backend")
    body, batch = {"result": "cleared", "verified": TODAY.isoformat()}, drawn(database, visits=12)
    with database.reading() as session:
        numbers = [one.case_id for one in cases(session, batch)]
    for number in numbers:
        client.post(f"/v1/cases/{number}/outcomes", json=body, headers={"If-Match": '"1"'})
    with database.writing() as session:
        recheck(session, queue_page(session, QueueFilter(status="cleared"), WHOLE).total, SUPERVISOR, seed=2)
        version = session.get_one(Case, numbers[0]).version
    told = client.post(f"/v1/cases/{numbers[0]}/outcomes", json=body, headers={"If-Match": f'"{version}"'})
    assert told.status_code == 201
    assert told.json()["result"] == "cleared"


def csrf(client: TestClient, address: str) -> str:
    found = re.search(r'name="csrf" value="([^"]*)"', client.get(address).text)
    assert found is not None
    return found[1]
