"""Corrections over HTTP: recorded with an outcome, listed, withdrawn, each by who may."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from serving.accounts.views import Role
from serving.database import Database
from tests.serving.conftest import key_for
from tests.serving.corrections.conftest import Wrong


def body(found: Wrong, /, **changes: Any) -> dict[str, Any]:
    correction = {"fact": found.fact, "wrong": "absent", **changes}
    return {"result": "cleared", "verified": "2026-01-06", "note": "查无此车", "correction": correction}


def post(client: TestClient, found: Wrong, /, **changes: Any) -> Any:
    return client.post(f"/v1/cases/{found.case.id}/outcomes", json=body(found, **changes), headers={"If-Match": '"1"'})


def test_a_program_reads_the_facts_of_a_case_corrects_one_and_withdraws_it(backend: TestClient, wrong: Wrong) -> None:
    facts = backend.get(f"/v1/cases/{wrong.case.id}").json()["facts"]
    assert wrong.fact in [fact["fact"] for fact in facts]
    assert post(backend, wrong).status_code == 201
    (item,) = backend.get("/v1/corrections").json()["corrections"]
    assert (item["state"], item["case_id"], item["wrong"]) == ("standing", wrong.case.id, "absent")
    assert "name" not in item
    assert backend.get("/v1/corrections", params={"state": "withdrawn"}).json()["corrections"] == []
    assert backend.get(f"/v1/cases/{wrong.case.id}").json()["corrected"][0]["pending"]
    for _ in range(2):
        answer = backend.post(f"/v1/corrections/{item['number']}/withdraw", json={"why": "车主已承认"})
        assert (answer.status_code, answer.json()["state"]) == (200, "withdrawn")
    assert backend.get(f"/v1/cases/{wrong.case.id}").json()["corrected"] == []


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"wrong": "guilty"}, "invalid-request"),
        ({"fact": "vehicle:unknown"}, "invalid-outcome"),
        ({"wrong": "other_date", "date_column": "registered"}, "invalid-outcome"),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused(
    backend: TestClient, wrong: Wrong, changes: dict[str, str], kind: str
) -> None:
    answer = post(backend, wrong, **changes)
    assert (answer.status_code, answer.json()["type"]) == (422, f"urn:mingcha:problem:{kind}")
    assert backend.get("/v1/corrections").json()["corrections"] == []


@pytest.mark.parametrize(
    ("role", "reads", "withdraws"),
    [
        ("backend", 200, 404),
        ("inspector", 200, 404),
        ("supervisor", 200, 404),
        ("analyst", 200, 403),
        ("auditor", 200, 403),
        ("administrator", 403, 403),
    ],
)
def test_each_role_may_do_what_the_policy_says(
    client: TestClient, database: Database, role: Role, reads: int, withdraws: int
) -> None:
    headers = {"X-API-Key": key_for(database, role)}
    assert client.get("/v1/corrections", headers=headers).status_code == reads
    answer = client.post("/v1/corrections/99/withdraw", json={"why": "x"}, headers=headers)
    assert answer.status_code == withdraws


def test_nobody_without_a_key_reads_the_list(client: TestClient) -> None:
    assert client.get("/v1/corrections").status_code == 401
