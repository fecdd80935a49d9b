"""Batches over HTTP."""

import pytest
from fastapi.testclient import TestClient

from serving.accounts.views import Role
from serving.database import Database
from serving.outcomes.service import record
from serving.outcomes.views import OutcomeForm
from tests.serving.batches.conftest import SUPERVISOR
from tests.serving.conftest import TODAY, key_for


@pytest.fixture
def api(client: TestClient, database: Database) -> TestClient:
    return called_as(client, database, "supervisor")


def called_as(client: TestClient, database: Database, role: Role) -> TestClient:
    client.headers["Authorization"] = f"Bearer {key_for(database, role)}"
    return client


def test_a_batch_is_drawn_listed_and_read(api: TestClient) -> None:
    made = api.post("/v1/batches", json={"visits": 12, "share": 0.25, "seed": 2**61, "name": "第9批"})
    assert made.status_code == 201
    assert (made.json()["cases"], made.json()["random"], made.json()["seed"]) == (12, 3, str(2**61))
    (listed,) = api.get("/v1/batches").json()["batches"]
    assert listed == made.json()
    entries = api.get(f"/v1/batches/{listed['id']}").json()["entries"]
    assert len(entries) == 12
    assert {entry["why"] for entry in entries} == {"top", "random"}
    assert all(0 < entry["inclusion"] <= 1 for entry in entries)


def test_estimates_stand_beside_the_naive_figure_once_the_batch_is_back(api: TestClient, database: Database) -> None:
    assert api.get("/v1/batches/estimates").json() == {"estimates": [], "counted": [], "waiting": []}
    made = api.post("/v1/batches", json={"visits": 16, "share": 0.5, "seed": 3, "name": "第9批"}).json()
    assert api.get("/v1/batches/estimates").json() == {"estimates": [], "counted": [], "waiting": ["第9批"]}
    with database.writing() as session:
        for entry in api.get(f"/v1/batches/{made['id']}").json()["entries"]:
            confirmed = entry["why"] == "top"
            record(
                session, entry["case_id"], OutcomeForm("confirmed" if confirmed else "cleared", TODAY), SUPERVISOR, 1
            )
    flagged, whole = api.get("/v1/batches/estimates").json()["estimates"]
    assert whole["rate"]["low"] < whole["rate"]["naive"]
    assert flagged["awards"] < whole["awards"]
    assert whole["recall"]["low"] < 1 == whole["recall"]["naive"]
    verifiers = api.get("/v1/verifiers").json()["verifiers"]
    assert sum(one["cases"] for one in verifiers) == 16


def test_a_recheck_is_drawn_and_its_noise_read(api: TestClient, database: Database) -> None:
    made = api.post("/v1/batches", json={"visits": 10, "seed": 3}).json()
    with database.writing() as session:
        for entry in api.get(f"/v1/batches/{made['id']}").json()["entries"]:
            record(session, entry["case_id"], OutcomeForm("cleared", TODAY), SUPERVISOR, 1)
    assert api.get("/v1/rechecks").json()["share"] is None
    check = api.post("/v1/rechecks", json={"visits": 4})
    assert (check.status_code, check.json()["kind"], check.json()["cases"]) == (201, "recheck", 4)


def test_a_field_that_is_not_documented_is_refused_without_its_name(api: TestClient) -> None:
    refused = api.post("/v1/batches", json={"visits": 5, "张三": "110101199001011234"})
    assert refused.status_code == 422
    assert refused.json()["errors"] == [{"where": "body", "what": "Extra inputs are not permitted"}]
    assert "张三" not in refused.text


@pytest.mark.parametrize(
    ("request_", "problem"),
    [
        ({}, "invalid-batch"),
        ({"visits": 5, "per_township": 5}, "invalid-batch"),
        ({"visits": 5, "tips": [987654]}, "not-to-be-picked"),
        ({"visits": 0}, "invalid-request"),
        ({"visits": 5, "why": "x"}, "invalid-request"),
    ],
)
def test_what_cannot_be_drawn_is_a_problem(api: TestClient, request_: dict[str, object], problem: str) -> None:
    answer = api.post("/v1/batches", json=request_)
    assert answer.status_code == 422
    assert answer.json()["type"].endswith(problem)


def test_a_batch_nobody_made_is_not_found(api: TestClient) -> None:
    assert api.get("/v1/batches/99").json()["type"].endswith("batch-not-found")


def test_only_who_may_draws(client: TestClient, database: Database) -> None:
    assert called_as(client, database, "backend").post("/v1/batches", json={"visits": 5}).status_code == 403
    assert client.get("/v1/batches").status_code == 200
    assert called_as(client, database, "administrator").get("/v1/batches").status_code == 403
