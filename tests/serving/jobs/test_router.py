"""/v1/jobs over HTTP: 202 with a way to follow, events, cancelling."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from serving.app import create_app
from serving.clock import now
from serving.database import Database
from serving.jobs import leases
from serving.security.tables import Receipt
from tests.serving.conftest import key_for
from tests.serving.jobs.conftest import work_off


@pytest.fixture
def program(empty: Database) -> Iterator[TestClient]:
    """The API of an empty home, where every job fails at once."""
    with TestClient(create_app(empty.home), raise_server_exceptions=False) as found:
        found.headers["X-API-Key"] = key_for(empty, "analyst")
        yield found


@pytest.mark.parametrize(
    ("path", "body"),
    [("/v1/scans", {}), ("/v1/scans", {"as_of": "2025-01-01"}), ("/v1/trainings", {"promote": True}),
     ("/v1/rescorings", None)],
)  # fmt: skip
def test_heavy_work_is_accepted_and_followed(program: TestClient, empty: Database, path: str, body: object) -> None:
    answer = program.post(path, json=body)
    assert answer.status_code == 202
    where = answer.headers["location"]
    assert program.get(where).json()["state"] == "queued"
    assert program.get(where).headers["retry-after"] == "2"
    work_off(empty)
    ended = program.get(where)
    assert ended.json()["state"] == "failed"
    assert "retry-after" not in ended.headers
    assert program.get("/v1/jobs").json()["items"][0]["id"] == answer.json()["id"]


def test_a_keyed_request_for_a_job_gives_one_job_for_a_day(program: TestClient, empty: Database) -> None:
    headers = {"Idempotency-Key": "scan-2025-01"}
    first, again = (program.post("/v1/scans", json={}, headers=headers) for _ in range(2))
    assert (first.status_code, again.status_code) == (202, 202)
    assert again.headers["location"] == first.headers["location"]
    other = program.post("/v1/trainings", json={}, headers=headers)
    assert (other.status_code, other.json()["type"]) == (422, "urn:mingcha:problem:idempotency-key-reused")
    with empty.writing() as session:
        session.execute(update(Receipt).values(created=now() - timedelta(days=2)))
    assert program.post("/v1/scans", json={}, headers=headers).headers["location"] != first.headers["location"]


def test_what_is_not_documented_is_refused(program: TestClient) -> None:
    assert program.post("/v1/scans", json={"as_of": "yesterday"}).status_code == 422
    assert program.post("/v1/scans", json={"who": "me"}).status_code == 422
    assert program.get("/v1/jobs/1").status_code == 404
    assert program.post("/v1/jobs/1/cancel").status_code == 404
    assert program.get("/v1/jobs/1/events").status_code == 404


def test_a_job_is_followed_as_events_until_it_is_over(program: TestClient, empty: Database) -> None:
    where = program.post("/v1/scans", json={}).headers["location"]
    with empty.writing() as session:
        lease = leases.take(session, "me", lambda _owner: False)
        assert lease is not None
        leases.renew(session, lease, leases.Heard("比对", "comparing", 3, 10))
    told = []
    with program.stream("GET", f"{where}/events") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        for line in answer.iter_lines():
            if line.startswith("event:"):
                told.append(line)
                if line == "event: progress":
                    work_until_done(empty, lease)
            if line.startswith("data:"):
                data = json.loads(line.removeprefix("data: "))
    assert told == ["event: progress", "event: end"]
    assert data["state"] == "done"


def work_until_done(database: Database, lease: leases.Lease) -> None:
    with database.writing() as session:
        leases.finish(session, lease, '{"scan": "000001"}')


def test_a_follower_that_comes_back_is_told_only_what_is_new(program: TestClient, empty: Database) -> None:
    where = program.post("/v1/scans", json={}).headers["location"]
    program.post(f"{where}/cancel")
    version = program.get(where).json()["version"]
    answer = program.get(f"{where}/events", headers={"Last-Event-ID": str(version)})
    assert "event: end" in answer.text
    assert "event: progress" not in answer.text


def test_cancelling_over_http(program: TestClient, empty: Database) -> None:
    where = program.post("/v1/scans", json={}).headers["location"]
    assert program.post(f"{where}/cancel").json()["state"] == "cancelled"
    done = program.post("/v1/scans", json={}).headers["location"]
    work_off(empty)
    refused = program.post(f"{done}/cancel")
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:mingcha:problem:job-over")


def test_jobs_are_paged_by_cursor(program: TestClient) -> None:
    numbers = [program.post("/v1/scans", json={}).json()["id"] for _ in range(5)]
    seen, cursor = [], None
    while True:
        page = program.get("/v1/jobs", params={"limit": 2, **({"cursor": cursor} if cursor else {})}).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == numbers[::-1]


def test_a_program_sees_its_own_jobs_only_and_an_inspector_none(program: TestClient, empty: Database) -> None:
    where = program.post("/v1/scans", json={}).headers["location"]
    program.headers["X-API-Key"] = key_for(empty, "backend")
    assert program.get("/v1/jobs").json()["items"] == []
    assert program.get(where).status_code == 404
    program.headers["X-API-Key"] = key_for(empty, "inspector")
    assert program.get("/v1/jobs").status_code == 403
