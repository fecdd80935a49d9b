"""What is done with a batch over HTTP."""

import io
from datetime import timedelta

import openpyxl
import pytest
from fastapi.testclient import TestClient

from serving.accounts.views import User
from serving.batches import recheck, repository
from serving.batches.handing_out import XLSX
from serving.cases.service import case_detail
from serving.database import Database
from serving.outcomes.service import record
from serving.outcomes.views import OutcomeForm
from serving.security.sight import EVERYTHING
from tests.serving.batches.conftest import SUPERVISOR, drawn
from tests.serving.conftest import TODAY, key_for

INSPECTOR = User(0, "wang", "王丽", "inspector")


@pytest.fixture
def api(client: TestClient, database: Database) -> TestClient:
    client.headers["Authorization"] = f"Bearer {key_for(database, 'supervisor')}"
    return client


def test_what_a_preview_shows_is_made_by_its_digest_and_not_after_a_change(api: TestClient) -> None:
    asked = {"per_township": 3, "share": 0.25}
    seen = api.post("/v1/batches/preview", json=asked).json()
    assert seen["cases"] == sum(town["cases"] for town in seen["townships"])
    assert api.get("/v1/batches").json()["batches"] == []
    made = api.post("/v1/batches", json=asked | {"digest": seen["digest"]})
    assert (made.status_code, made.json()["cases"], made.json()["seed"]) == (201, seen["cases"], seen["seed"])
    again = api.post("/v1/batches", json=asked | {"digest": seen["digest"]})
    assert (again.status_code, again.json()["type"].rpartition(":")[2]) == (412, "batch-changed")


def test_a_batch_is_changed_for_the_version_that_was_read(api: TestClient, database: Database) -> None:
    drawn(database, 8)
    read = api.get("/v1/batches/1")
    case, tag = read.json()["entries"][0]["case_id"], read.headers["ETag"]
    body = {"reason": "数据重报"}
    assert api.post("/v1/batches/1/cancel", json=body).status_code == 428
    assert api.post("/v1/batches/1/cancel", json=body, headers={"If-Match": '"7"'}).status_code == 412
    out = api.post(f"/v1/batches/1/cases/{case}/take-out", json=body, headers={"If-Match": tag})
    assert (out.status_code, out.json()["taken_out"]) == (200, 1)
    done = api.post("/v1/batches/1/cancel", json=body, headers={"If-Match": out.headers["ETag"]})
    assert (done.status_code, done.json()["cancelled_why"]) == (200, "数据重报")


def test_who_is_late_is_listed_and_a_reminder_noted(api: TestClient, database: Database) -> None:
    drawn(database, 8, due=TODAY - timedelta(days=1))
    late = api.get("/v1/batches/awaited").json()["awaited"]
    assert {one["days"] for one in late} == {-1}
    noted = api.post("/v1/batches/1/reminders", json={"townships": [late[0]["township_key"]], "note": "电话"})
    assert (noted.status_code, noted.json()["reminders"][0]["outstanding"]) == (201, late[0]["outstanding"])
    assert api.post("/v1/batches/1/reminders", json={"townships": [987]}).status_code == 422


def test_a_workbook_goes_out_is_checked_and_taken_once(api: TestClient, database: Database) -> None:
    drawn(database, 8)
    town = api.get("/v1/batches/1").json()["townships"][0]["township"]
    made = api.post("/v1/batches/1/hand-out", json={"township": town})
    assert made.headers["content-type"] == XLSX
    assert api.post("/v1/batches/1/hand-out", json={"township": town, "reveal": True}).status_code == 422
    book = openpyxl.load_workbook(io.BytesIO(made.content))
    book.worksheets[0]["J2"], book.worksheets[0]["K2"] = "不属实", "2026-01-05"
    back = io.BytesIO()
    book.save(back)
    headers = {"Content-Type": XLSX}
    check = api.post("/v1/batches/returns/check", content=back.getvalue(), headers=headers).json()
    assert (check["recorded"], check["faults"]) == (1, [])
    for recorded in (1, 0):
        done = api.post("/v1/batches/returns", content=back.getvalue(), headers=headers).json()
        assert (done["recorded"], done["already"]) == (recorded, 1 - recorded)
    wrong = api.post("/v1/batches/returns", content=b"no workbook", headers=headers)
    assert wrong.json()["type"].endswith("unreadable-return")


def test_a_recheck_looks_like_any_batch_and_its_case_like_new_to_who_visits(
    client: TestClient, database: Database
) -> None:
    first = drawn(database, 10)
    with database.writing() as session:
        for case in repository.case_views(session, first.id, EVERYTHING):
            record(session, case.case_id, OutcomeForm("cleared", TODAY, note="看过了"), SUPERVISOR, 1)
        batch = recheck.recheck(session, 5, SUPERVISOR)
        number = repository.case_views(session, batch.id, EVERYTHING)[0].case_id
        assert "复核" not in batch.name
        home = session.info["home"]
        seen, known = (case_detail(home, session, number, user) for user in (INSPECTOR, SUPERVISOR))
    assert (seen.row.status, seen.outcome, seen.silenced, seen.recorder) == ("open", None, (), "")
    assert [entry.what_zh for entry in seen.history] == [f"交办：{batch.name}"]
    assert (known.row.status, len(known.history) > 2) == ("cleared", True)
    client.headers["Authorization"] = f"Bearer {key_for(database, 'backend')}"
    read = client.get(f"/v1/batches/{batch.id}").json()
    assert (read["kind"], read["random"], read["entries"][0]["why"]) == ("verification", None, None)
    with database.writing() as session:
        record(session, number, OutcomeForm("confirmed", TODAY), INSPECTOR, seen.version)
        answered = case_detail(home, session, number, INSPECTOR)
    assert answered.row.status == "confirmed"
    assert len(answered.history) > 2
