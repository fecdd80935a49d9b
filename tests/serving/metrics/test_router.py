"""GET /metrics, and what stands in the log."""

import json
import re

import pytest
from fastapi.testclient import TestClient
from structlog.testing import capture_logs

from serving.database import Database
from serving.scan.store import current_folder
from tests.serving.conftest import key_for

ID = "110101194001010016"


def figures(client: TestClient, key: str) -> dict[str, float]:
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def test_requests_are_counted_by_route_and_status(client: TestClient, database: Database) -> None:
    key = key_for(database, "administrator")
    before = figures(client, key)
    client.get("/livez")
    client.get("/v1/queue")  # without a key
    after = figures(client, key)
    alive = 'mingcha_requests_total{method="GET",route="/livez",status="200"}'
    refused = 'mingcha_requests_total{method="GET",route="/v1/queue",status="401"}'
    assert after[alive] == before.get(alive, 0) + 1
    assert after[refused] == before.get(refused, 0) + 1
    assert after['mingcha_request_seconds_count{method="GET",route="/livez"}'] >= 1


def test_the_figures_say_what_the_server_works_with(client: TestClient, database: Database) -> None:
    found = figures(client, key_for(database, "backend"))
    assert found["mingcha_ready"] == 1
    assert sum(value for name, value in found.items() if name.startswith("mingcha_open_cases")) > 0
    assert found["mingcha_scan_as_of_seconds"] > 0
    assert found["mingcha_process_resident_memory_bytes"] > 0


def test_before_a_scan_the_figures_say_not_ready(empty: Database) -> None:
    from serving.app import create_app

    with TestClient(create_app(empty.home)) as client:
        assert figures(client, key_for(empty, "administrator"))["mingcha_ready"] == 0


@pytest.mark.parametrize("role", ["inspector", "supervisor", "auditor"])
def test_without_a_key_of_the_right_role_there_are_no_figures(
    client: TestClient, database: Database, role: str
) -> None:
    assert client.get("/metrics").status_code == 401
    refused = client.get("/metrics", headers={"X-API-Key": key_for(database, role)})  # type: ignore[arg-type]
    assert refused.status_code == 403


def test_neither_figures_nor_log_hold_what_was_asked(client: TestClient, database: Database) -> None:
    key = key_for(database, "backend")
    client.headers["X-API-Key"] = key
    with capture_logs() as logged:
        client.post("/v1/scores", json={"items": {"王小丽": {"resident_id": ID, "programme": "dibao"}}})
        client.post("/v1/checks", json={"payouts": [{"resident_id": ID, "programme": "dibao", "amount_yuan": 1}]})
        client.get(f"/v1/{ID}")
        client.get(f"/v1/awards/{ID}/rules")
        client.request(ID, "/livez")
    told = json.dumps(logged, ensure_ascii=False) + client.get("/metrics").text
    assert ID not in told
    assert "王小丽" not in told
    assert key not in told
    assert len([line for line in logged if line["event"] == "request"]) == 5


def test_every_line_of_the_log_names_its_request(client: TestClient) -> None:
    with capture_logs() as logged:
        client.get("/livez", headers={"X-Request-ID": "pay-run.7"})
    (line,) = [line for line in logged if line["event"] == "request"]
    assert line["request_id"] == "pay-run.7"
    assert (line["method"], line["route"], line["status"]) == ("GET", "/livez", 200)
    assert re.fullmatch(r"\d+(\.\d+)?", str(line["ms"]))


def test_ready_names_what_is_missing(client: TestClient, database: Database) -> None:
    with database.reading() as session:
        folder = current_folder(session)
    answer = client.get("/readyz")
    assert set(answer.json()) == {"status", "database", "scan", "snapshot", "model"}
    assert answer.json()["scan"] == folder.name
    (database.home.warehouse / "CURRENT").unlink()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "mingcha import" in answer.json()["detail"]


def test_a_database_of_another_release_is_not_ready(client: TestClient, database: Database) -> None:
    from sqlalchemy import text

    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    answer = client.get("/readyz")
    assert (answer.status_code, "start it again" in answer.json()["detail"]) == (503, True)
