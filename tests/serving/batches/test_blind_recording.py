"""The township that cleared a case has no part in its re-check, whichever way it tries."""

import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from records.decisions.dispatches import BatchCase
from serving.accounts.views import Scope, User
from serving.attachments import service as attachments
from serving.attachments.content import Upload
from serving.batches import repository
from serving.batches.recheck import recheck
from serving.cases.tables import Case
from serving.database import Database
from serving.outcomes.service import record
from serving.outcomes.views import OutcomeForm
from serving.refusals import OutElsewhere
from serving.security.sight import EVERYTHING
from tests.serving.batches.conftest import SUPERVISOR, drawn
from tests.serving.conftest import PASSWORD, TODAY, key_for, person

FOUND = OutcomeForm("confirmed", TODAY, "filed")
FILE = Upload("gate.pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n")


@pytest.fixture
def case(database: Database) -> Case:
    """A case that its own township cleared, out to another township for a blind re-check."""
    batch = drawn(database, visits=12)
    with database.writing() as session:
        for one in repository.case_views(session, batch.id, EVERYTHING):
            record(session, one.case_id, OutcomeForm("cleared", TODAY, note="查否"), SUPERVISOR, 1)
    with database.writing() as session:
        again = recheck(session, 4, SUPERVISOR, seed=2)
        out = select(Case).join(BatchCase, BatchCase.case_id == Case.id).where(BatchCase.batch_id == again.id)
        return session.scalars(out.order_by(Case.id)).first()  # type: ignore[return-value]


@pytest.fixture
def own(database: Database, case: Case) -> User:
    """An inspector of the township that cleared it."""
    with database.writing() as session:
        return person(session, scope=Scope("township", case.township_key, case.township))


def test_its_own_township_records_nothing_and_the_other_one_does(database: Database, case: Case, own: User) -> None:
    with database.writing() as session:
        with pytest.raises(OutElsewhere):
            record(session, case.id, FOUND, own, case.version)
        with pytest.raises(OutElsewhere):
            attachments.keep(session, case.id, [FILE], own)
        assert attachments.listed(session, case.id, own) == ()
        village = person(session, name="cun", scope=Scope("village", case.village_key, case.village))
        with pytest.raises(OutElsewhere):
            record(session, case.id, FOUND, village, case.version)
        key = session.scalars(select(BatchCase.township_key).where(BatchCase.case_id == case.id)).all()
        (visitor,) = {one for one in key if one != case.township_key}
        other = person(session, name="other", scope=Scope("township", visitor, ""))
        assert record(session, case.id, FOUND, other, case.version).result == "confirmed"
        now = session.get_one(Case, case.id).version
        assert record(session, case.id, OutcomeForm("cleared", TODAY), own, now).result == "cleared", "it is back"


def test_the_page_says_so_in_place_of_the_form_and_pages_and_api_refuse(
    client: TestClient, database: Database, case: Case, own: User
) -> None:
    sign_in = client.get("/sign-in").text
    token = re.search(r'name="csrf" value="([^"]*)"', sign_in)
    assert token is not None
    client.post("/sign-in", data={"csrf": token[1], "name": own.name, "password": PASSWORD})
    page = client.get(f"/cases/{case.id}").text
    assert "已交给其他乡镇入户核查" in page
    assert 'name="result"' not in page
    assert "查否" not in page, "the page tells what was found before"
    token = re.search(r'name="csrf" value="([^"]*)"', page)
    assert token is not None
    form = {"csrf": token[1], "version": str(case.version), "result": "cleared", "verified": TODAY.isoformat()}
    answer = client.post(f"/cases/{case.id}/outcome", data=form)
    assert answer.status_code == 403
    assert "已交给其他乡镇入户核查" in answer.text

    client.headers["X-API-Key"] = key_for(database, "backend", own.scope)
    body = {"result": "cleared", "verified": TODAY.isoformat()}
    told = client.post(f"/v1/cases/{case.id}/outcomes", json=body, headers={"If-Match": f'"{case.version}"'})
    assert (told.status_code, told.json()["type"]) == (403, "urn:mingcha:problem:out-elsewhere")
    with database.reading() as session:
        assert session.get_one(Case, case.id).version == case.version
