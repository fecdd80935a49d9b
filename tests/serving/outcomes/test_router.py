"""POST /v1/cases/{id}/outcomes over HTTP."""

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from serving.accounts.views import Scope
from serving.database import Database
from serving.security import keys
from tests.serving.conftest import first_open, key_for

BODY = {"result": "confirmed", "verified": "2026-01-05", "recovered_yuan": "10.00"}


def post(client: TestClient, case_id: int, headers: dict[str, str], body: object = None) -> Response:
    return client.post(f"/v1/cases/{case_id}/outcomes", json=body or BODY, headers=headers)


def problem(response: Response) -> str:
    assert response.headers["content-type"] == "application/problem+json"
    return str(response.json()["type"]).removeprefix("urn:mingcha:problem:")


def test_the_etag_of_the_case_is_what_a_change_must_send(backend: TestClient, database: Database) -> None:
    case_id = first_open(database).case_id
    etag = backend.get(f"/v1/cases/{case_id}").headers["etag"]
    answer = post(backend, case_id, {"If-Match": etag})
    assert answer.status_code == 201
    assert answer.headers["etag"] == backend.get(f"/v1/cases/{case_id}").headers["etag"] != etag


@pytest.mark.parametrize(
    ("headers", "status", "kind"),
    [
        ({}, 428, "version-missing"),
        ({"If-Match": "*"}, 400, "invalid-version"),
        ({"If-Match": "1"}, 400, "invalid-version"),
        ({"If-Match": '"7"'}, 412, "case-changed"),
    ],
)
def test_a_change_without_the_right_version_is_refused(
    backend: TestClient, database: Database, headers: dict[str, str], status: int, kind: str
) -> None:
    answer = post(backend, first_open(database).case_id, headers)
    assert (answer.status_code, problem(answer)) == (status, kind)


def test_the_same_idempotency_key_and_request_takes_effect_once(backend: TestClient, database: Database) -> None:
    case_id = first_open(database).case_id
    headers = {"If-Match": '"1"', "Idempotency-Key": "visit-4711-a"}
    first, second = post(backend, case_id, headers), post(backend, case_id, headers)
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert backend.get(f"/v1/cases/{case_id}").json()["version"] == 2


def test_an_idempotency_key_with_another_request_is_refused(backend: TestClient, database: Database) -> None:
    case_id = first_open(database).case_id
    headers = {"If-Match": '"1"', "Idempotency-Key": "visit-4711-a"}
    post(backend, case_id, headers)
    answer = post(backend, case_id, headers, {"result": "cleared", "verified": "2026-01-05"})
    assert (answer.status_code, problem(answer)) == (422, "idempotency-key-reused")


def test_two_programs_may_use_the_same_idempotency_key(backend: TestClient, database: Database) -> None:
    case_id = first_open(database).case_id
    headers = {"If-Match": '"1"', "Idempotency-Key": "visit-4711-a"}
    post(backend, case_id, headers)
    other = {**headers, "Authorization": f"Bearer {key_for(database, 'backend')}"}
    assert problem(post(backend, case_id, other)) == "case-changed"


@pytest.mark.parametrize(
    "body",
    [
        {"result": "guilty", "verified": "2026-01-05"},
        {"result": "confirmed"},
        {**BODY, "verified": "王丽"},
        {**BODY, "x": 1},
    ],
)
def test_a_body_that_is_not_as_documented_is_refused_without_echoing_it(
    backend: TestClient, database: Database, body: dict[str, object]
) -> None:
    answer = post(backend, first_open(database).case_id, {"If-Match": '"1"'}, body)
    assert (answer.status_code, problem(answer)) == (422, "invalid-request")
    assert "王丽" not in answer.text


def test_a_refused_outcome_leaves_the_case_open(backend: TestClient, database: Database) -> None:
    case_id = first_open(database).case_id
    answer = post(backend, case_id, {"If-Match": '"1"'}, {**BODY, "verified": "2999-01-01"})
    assert (answer.status_code, problem(answer)) == (422, "invalid-outcome")
    assert backend.get(f"/v1/cases/{case_id}").json()["case"]["status"] == "open"


def test_a_role_that_records_nothing_is_refused(client: TestClient, database: Database) -> None:
    headers = {"If-Match": '"1"', "X-API-Key": key_for(database, "auditor")}
    answer = post(client, first_open(database).case_id, headers)
    assert (answer.status_code, problem(answer)) == (403, "not-allowed")


def test_outcomes_are_followed_in_the_order_of_recording(backend: TestClient, database: Database) -> None:
    assert backend.get("/v1/outcomes").json() == {"items": [], "next_cursor": None, "more": False}
    numbers = [item["case_id"] for item in backend.get("/v1/queue", params={"limit": 3}).json()["items"]]
    for number in reversed(numbers):
        post(backend, number, {"If-Match": '"1"'})
    first = backend.get("/v1/outcomes", params={"limit": 2}).json()
    assert [item["case_id"] for item in first["items"]] == numbers[:0:-1]
    assert first["more"] is True
    second = backend.get("/v1/outcomes", params={"cursor": first["next_cursor"]}).json()
    assert [item["case_id"] for item in second["items"]] == numbers[:1]
    assert second["more"] is False
    later = backend.get("/v1/outcomes", params={"cursor": second["next_cursor"]}).json()
    assert later == {"items": [], "next_cursor": second["next_cursor"], "more": False}
    assert "note" not in first["items"][0]


def test_outcomes_outside_of_a_keys_part_of_the_county_are_not_told(client: TestClient, database: Database) -> None:
    case = first_open(database)
    with database.writing() as session:
        elsewhere = keys.add_key(session, "a test", "backend", by="test", scope=Scope("township", 10**9, "别处"))
    post(client, case.case_id, {"If-Match": '"1"', "X-API-Key": key_for(database, "backend")})
    whole, other = key_for(database, "backend"), elsewhere
    assert len(client.get("/v1/outcomes", headers={"X-API-Key": whole}).json()["items"]) == 1
    assert client.get("/v1/outcomes", headers={"X-API-Key": other}).json()["items"] == []
    assert client.get("/v1/cases", headers={"X-API-Key": other}).json()["items"] == []


def test_cases_are_listed_by_number_with_their_version_and_the_queues_filters(
    backend: TestClient, database: Database
) -> None:
    decided = first_open(database).case_id
    post(backend, decided, {"If-Match": '"1"'})
    found, cursor = [], None
    while True:
        page = backend.get("/v1/cases", params={"limit": 7} | ({"cursor": cursor} if cursor else {})).json()
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    numbers = [item["case_id"] for item in found]
    assert numbers == sorted(set(numbers))
    assert {item["case_id"]: item["version"] for item in found}[decided] == 2
    confirmed = backend.get("/v1/cases", params={"status": "confirmed", "limit": 500}).json()["items"]
    assert decided in {item["case_id"] for item in confirmed} < set(numbers)
    assert {item["status"] for item in confirmed} == {"confirmed"}
    still_open = backend.get("/v1/cases", params={"status": "open", "limit": 500}).json()["items"]
    assert len(still_open) == backend.get("/v1/queue").json()["open_total"]


@pytest.mark.parametrize("path", ["/v1/cases", "/v1/queue"])
@pytest.mark.parametrize("number", [2**63, 2**64, -1])
def test_a_number_no_key_can_be_is_refused(backend: TestClient, path: str, number: int) -> None:
    assert backend.get(path, params={"township": number}).status_code == 422
