"""The application as a whole: health, headers, documentation, problems."""

import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from structlog.testing import capture_logs

from records.home import Home
from serving.app import create_app
from serving.audit.tables import AuditEntry
from serving.database import Database
from serving.errors import PROBLEMS
from tests.serving.conftest import key_for

QUIET_HEADERS = (
    "content-security-policy",
    "x-content-type-options",
    "x-frame-options",
    "referrer-policy",
    "x-request-id",
)


def test_alive_without_any_data_but_not_ready(home: Home) -> None:
    with TestClient(create_app(home)) as client:
        assert client.get("/livez").status_code == 200
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert "mingcha scan" in answer.json()["detail"]


def test_ready_names_scan_snapshot_and_model(client: TestClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert set(answer.json()) == {"status", "database", "scan", "snapshot", "model"}


@pytest.mark.parametrize("path", ["/livez", "/docs", "/v1/queue", "/v1/nothing", "/sign-in"])
def test_every_answer_carries_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert all(headers.get(name) for name in QUIET_HEADERS)
    assert "http" not in headers["content-security-policy"]


def test_a_plain_request_id_is_kept_and_any_other_replaced(client: TestClient) -> None:
    assert client.get("/livez", headers={"X-Request-ID": "abc-1"}).headers["x-request-id"] == "abc-1"
    assert client.get("/livez", headers={"X-Request-ID": "a b\tc"}).headers["x-request-id"] != "a b\tc"


def test_the_documentation_loads_nothing_from_another_host(client: TestClient) -> None:
    page = client.get("/docs").text
    assert "//" not in page.replace("<!doctype html>", "")
    for path in ("/docs/assets/swagger-ui.css", "/docs/assets/swagger-ui-bundle.js", "/docs/start.js"):
        assert client.get(path).status_code == 200


def test_the_documentation_page_gets_a_document_its_version_can_show(client: TestClient) -> None:
    older = client.get("/docs/openapi.json").json()
    assert older["openapi"].startswith("3.0")
    assert '"type": "null"' not in json.dumps(older)
    assert client.get("/openapi.json").json()["openapi"].startswith("3.1")


def test_every_route_of_the_api_has_an_operation_id_and_documents_its_problems(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    for path, methods in document["paths"].items():
        for operation in methods.values():
            assert "_" not in operation["operationId"]
            if path.startswith("/v1"):
                assert {"401", "403"} <= set(operation["responses"])
                assert operation["security"]


def test_no_route_of_the_api_answers_without_a_key(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    for path, methods in document["paths"].items():
        for method in methods if path.startswith("/v1") else ():
            answer = client.request(method, re.sub(r"{\w+}", "1", path), json={"items": {"a": {}}})
            assert answer.json()["type"] == "urn:mingcha:problem:key-needed", path


def test_an_unknown_path_of_the_api_is_a_problem(client: TestClient) -> None:
    answer = client.get("/v1/nothing")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_types_of_problems_are_unique() -> None:
    types = [problem.type for problem in PROBLEMS.values()]
    assert len(types) == len(set(types))


def test_a_fault_of_ours_tells_nothing_but_a_number(scanned: Home, database: Database) -> None:
    app = create_app(scanned)

    @app.get("/v1/broken")
    def broken() -> None:
        raise RuntimeError("王小丽 991975197707027031")

    @app.get("/broken")
    def broken_page() -> None:
        broken()

    # The client raises here what the server would print as a traceback.
    with TestClient(app) as client, capture_logs() as logged:
        answers = [client.get(path) for path in ("/v1/broken", "/broken")]
    for answer in answers:
        assert answer.status_code == 500
        assert all(answer.headers.get(name) for name in QUIET_HEADERS)
    assert answers[0].json()["type"] == "urn:mingcha:problem:unexpected"
    assert answers[1].headers["x-request-id"] in answers[1].text
    told = str(logged) + answers[0].text + answers[1].text
    assert "RuntimeError" in told
    assert "991975197707027031" not in told


def test_the_model_in_use_says_what_it_rests_on(client: TestClient, database: Database) -> None:
    answer = client.get("/v1/models/current", headers={"X-API-Key": key_for(database, "backend")}).json()
    assert answer["awards"] > 0
    assert answer["model_note"]


def test_the_queue_is_paged_by_cursor_over_http(backend: TestClient) -> None:
    first = backend.get("/v1/queue", params={"limit": 5}).json()
    second = backend.get("/v1/queue", params={"limit": 5, "cursor": first["next_cursor"]}).json()
    numbers = [item["case_id"] for item in first["items"] + second["items"]]
    assert len(set(numbers)) == len(numbers)
    assert backend.get("/v1/queue", params={"cursor": "x"}).status_code == 400
    assert backend.get("/v1/queue", params={"level": "purple"}).status_code == 422


def test_a_case_over_http_has_evidence_and_nobodys_name(backend: TestClient) -> None:
    row = backend.get("/v1/queue", params={"limit": 1}).json()["items"][0]
    found = backend.get(f"/v1/cases/{row['case_id']}").json()
    assert found["case"] == row
    assert found["hits"]
    assert found["payouts"]
    assert backend.get("/v1/cases/999999").status_code == 404
    assert backend.get("/v1/cases/0").status_code == 422


def test_who_looked_at_a_case_is_in_the_audit_log_and_a_page_of_the_queue_is_not(
    backend: TestClient, database: Database
) -> None:
    number = backend.get("/v1/queue", params={"limit": 1}).json()["items"][0]["case_id"]
    backend.get(f"/v1/cases/{number}")
    with database.reading() as session:
        looks = select(AuditEntry.action, AuditEntry.subject).where(AuditEntry.action.in_(("case.read", "queue.read")))
        assert session.execute(looks).all() == [("case.read", f"case:{number}")]


def test_a_model_with_one_flipped_byte_is_not_served_but_its_cases_still_open(
    scanned: Home, database: Database
) -> None:
    part = next(scanned.models.glob("prior-*/forest.skops"))
    content = bytearray(part.read_bytes())
    content[len(content) // 2] ^= 1
    part.write_bytes(bytes(content))
    with TestClient(create_app(scanned)) as client:
        client.headers["X-API-Key"] = key_for(database, "backend")
        assert client.get("/readyz").status_code == 503
        number = client.get("/v1/queue", params={"limit": 1}).json()["items"][0]["case_id"]
        found = client.get(f"/v1/cases/{number}")
        planned = {"items": {"a": {"resident_id": "110101194001010016", "programme": "dibao", "amount_yuan": 1}}}
        refused = client.post("/v1/scores", json=planned)
    assert found.status_code == 200
    assert found.json()["hits"]
    assert found.json()["reasons_for"] == []
    assert refused.status_code == 500
    assert refused.headers["content-type"] == "application/problem+json"


def test_more_callers_at_once_than_connections_are_all_answered(backend: TestClient) -> None:
    with ThreadPoolExecutor(48) as callers:
        answers = list(callers.map(lambda _: backend.get("/v1/queue", params={"limit": 1}).status_code, range(96)))
    assert set(answers) == {200}
