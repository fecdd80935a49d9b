"""Webhooks over HTTP and on the command line."""

import pytest
from fastapi.testclient import TestClient

from records.home import Home
from serving import cli
from serving.accounts.views import Scope
from serving.database import Database
from serving.security import keys
from serving.settings import settings
from tests.serving.conftest import key_for

ASKED = {"url": "https://finance.county.example/mingcha", "events": ["outcome.recorded"]}


@pytest.fixture
def administrator(client: TestClient, database: Database) -> TestClient:
    client.headers["X-API-Key"] = key_for(database, "administrator")
    return client


def test_a_webhook_is_made_listed_changed_and_removed(administrator: TestClient) -> None:
    made = administrator.post("/v1/webhooks", json=ASKED)
    assert made.status_code == 201
    assert made.json()["secret"].startswith("whsec_")
    place, tag = made.headers["location"], made.headers["etag"]
    found = administrator.get(place)
    assert "secret" not in found.json()
    assert found.headers["etag"] == tag
    assert administrator.patch(place, json={"active": False}).status_code == 428
    changed = administrator.patch(place, json={"active": False}, headers={"If-Match": tag})
    assert changed.json()["active"] is False
    assert administrator.delete(place, headers={"If-Match": tag}).status_code == 412
    assert administrator.delete(place, headers={"If-Match": changed.headers["etag"]}).status_code == 204
    assert administrator.get(place).status_code == 404
    assert administrator.get("/v1/webhooks").json() == {"items": [], "next_cursor": None}


def test_sent_twice_with_one_key_it_is_made_once_and_its_secret_told_again(administrator: TestClient) -> None:
    first, second = (
        administrator.post("/v1/webhooks", json=ASKED, headers={"Idempotency-Key": "our-hook-1"}) for _ in range(2)
    )
    assert first.json() == second.json()
    assert second.headers["location"] == first.headers["location"]
    assert len(administrator.get("/v1/webhooks").json()["items"]) == 1


def test_webhooks_are_paged(administrator: TestClient) -> None:
    for _ in range(3):
        administrator.post("/v1/webhooks", json=ASKED)
    first = administrator.get("/v1/webhooks", params={"limit": 2}).json()
    second = administrator.get("/v1/webhooks", params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [item["id"] for item in first["items"] + second["items"]] == [1, 2, 3]
    assert second["next_cursor"] is None


@pytest.mark.parametrize(
    "asked", [{"url": "http://10.0.0.1/x"}, {"events": []}, {"events": ["case.read"]}, {"url": "x"}, {"more": 1}]
)
def test_what_cannot_be_told_is_refused(administrator: TestClient, asked: dict[str, object]) -> None:
    assert administrator.post("/v1/webhooks", json=ASKED | asked).status_code == 422


@pytest.mark.parametrize("role", ["inspector", "supervisor", "analyst", "backend", "auditor"])
def test_only_an_administrator_says_who_is_told(client: TestClient, database: Database, role: str) -> None:
    client.headers["X-API-Key"] = key_for(database, role)  # type: ignore[arg-type]
    assert client.get("/v1/webhooks").status_code == 403
    assert client.post("/v1/webhooks", json=ASKED).status_code == 403


def test_a_key_for_a_part_of_the_county_is_told_of_nothing(client: TestClient, database: Database) -> None:
    with database.writing() as session:
        key = keys.add_key(session, "a test", "administrator", by="test", scope=Scope("township", 1, "芸垣镇"))
    assert client.get("/v1/webhooks", headers={"X-API-Key": key}).status_code == 403


def test_the_command_line_adds_lists_delivers_and_removes(
    scanned: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MINGCHA_HOME", str(scanned.path))
    settings.cache_clear()
    assert cli.run(["webhook", "add", ASKED["url"], "--event", "batch.due"]) == 0  # type: ignore[list-item]
    assert capsys.readouterr().out.startswith("whsec_")
    assert cli.run(["webhook", "list"]) == 0
    assert "batch.due" in capsys.readouterr().out
    assert cli.run(["webhook", "deliver"]) == 0
    assert "Delivered 0" in capsys.readouterr().out
    assert cli.run(["webhook", "add", "http://10.0.0.1/x"]) == 1
    assert "MINGCHA_WEBHOOK_HOSTS" in capsys.readouterr().err
    assert cli.run(["webhook", "remove", "1"]) == 0
    assert cli.run(["webhook", "remove", "1"]) == 1
    settings.cache_clear()
