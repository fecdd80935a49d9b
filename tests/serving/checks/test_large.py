"""Lists that are checked as a job."""

import os
import time
from typing import Any

from fastapi.testclient import TestClient

from records.home import Home
from serving.accounts.views import Scope
from serving.checks import kept
from serving.database import Database
from serving.security import keys
from tests.serving.checks.test_router import STRANGER, planned
from tests.serving.conftest import key_for
from tests.serving.jobs.conftest import work_off


def send(client: TestClient, listed: list[Any], key: str | None = None) -> int:
    headers = {"Idempotency-Key": key} if key else {}
    answer = client.post("/v1/checks/large", json={"payouts": listed}, headers=headers)
    assert answer.status_code == 202, answer.text
    number: int = answer.json()["id"]
    assert answer.headers["Location"] == f"/v1/jobs/{number}"
    return number


def test_a_large_list_gets_the_answer_that_a_small_one_gets(
    backend: TestClient, database: Database, scanned: Home
) -> None:
    listed = [*planned(scanned, "paid-after-death", most=2), STRANGER, None]
    number = send(backend, listed)
    assert backend.get(f"/v1/checks/{number}").status_code == 404  # not done yet
    work_off(database)
    job = backend.get(f"/v1/jobs/{number}").json()
    assert (job["state"], job["result"]["rows"], job["result"]["refused"]) == ("done", 4, 1)
    found = backend.get(f"/v1/checks/{number}")
    assert found.headers["content-type"] == "application/json"
    assert found.json() == backend.post("/v1/checks", json={"payouts": listed}).json()


def test_a_township_sees_no_more_in_a_job_than_at_once(backend: TestClient, database: Database, scanned: Home) -> None:
    listed = [*planned(scanned, "paid-after-death", most=2), STRANGER]
    with database.writing() as session:
        nowhere = Scope("township", 2**31 - 1, "无此镇")
        backend.headers["Authorization"] = f"Bearer {keys.add_key(session, 'a test', 'backend', 'test', nowhere)}"
    number = send(backend, listed)
    work_off(database)
    found = backend.get(f"/v1/checks/{number}").json()
    assert (found["rows"], len(found["refused"])) == ([], 3)


def test_a_list_is_private_and_gone_once_it_is_checked(backend: TestClient, database: Database, scanned: Home) -> None:
    send(backend, [STRANGER])
    (waiting,) = scanned.checks.iterdir()
    assert waiting.stat().st_mode & 0o077 == 0
    work_off(database)
    (answer,) = scanned.checks.iterdir()
    assert answer.stat().st_mode & 0o077 == 0
    assert str(STRANGER["resident_id"]) not in answer.read_text()


def test_the_same_list_sent_twice_is_one_job_and_one_file(backend: TestClient, scanned: Home) -> None:
    assert send(backend, [STRANGER], "pay-run-2026-05") == send(backend, [STRANGER], "pay-run-2026-05")
    assert len(list(scanned.checks.iterdir())) == 1
    other = backend.post(
        "/v1/checks/large", json={"payouts": [STRANGER] * 2}, headers={"Idempotency-Key": "pay-run-2026-05"}
    )
    assert (other.status_code, other.json()["type"]) == (422, "urn:mingcha:problem:idempotency-key-reused")
    assert len(list(scanned.checks.iterdir())) == 1


def test_nobody_else_fetches_an_answer(backend: TestClient, database: Database) -> None:
    number = send(backend, [STRANGER])
    work_off(database)
    other = {"Authorization": f"Bearer {key_for(database, 'backend')}"}
    assert backend.get(f"/v1/checks/{number}", headers=other).status_code == 404
    analyst = {"Authorization": f"Bearer {key_for(database, 'analyst')}"}  # sees every job
    assert backend.get(f"/v1/checks/{number}", headers=analyst).status_code == 404
    inspector = {"Authorization": f"Bearer {key_for(database, 'inspector')}"}
    assert backend.get(f"/v1/checks/{number}", headers=inspector).status_code == 403
    refused = backend.post("/v1/checks/large", json={"payouts": [STRANGER]}, headers=inspector)
    assert refused.status_code == 403


def test_an_answer_is_kept_for_a_week(backend: TestClient, database: Database, scanned: Home) -> None:
    number = send(backend, [STRANGER])
    work_off(database)
    (answer,) = scanned.checks.iterdir()
    old = time.time() - (kept.DAYS + 1) * 24 * 3600
    os.utime(answer, (old, old))
    send(backend, [STRANGER | {"amount_yuan": 51}])
    gone = backend.get(f"/v1/checks/{number}")
    assert (gone.status_code, gone.json()["type"]) == (404, "urn:mingcha:problem:check-gone")
