"""GET /v1/rules, /v1/rules/health, /v1/rules/{rule}, and the page and picture of rule health."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from records.home import Home
from serving import cli
from serving.accounts.views import Scope
from serving.app import create_app
from serving.database import Database
from serving.pages.contexts.frame import frame
from serving.pages.contexts.rule_health import bias_note, health_page, one_rule
from serving.pages.languages import LANGUAGES, Language
from serving.pages.look import html
from serving.rules import service
from serving.settings import settings
from tests.serving.conftest import WHOLE, key_for


def test_the_catalogue_lists_every_rule_and_shows_one_whole(backend: TestClient) -> None:
    listed = backend.get("/v1/rules").json()["rules"]
    shown = backend.get(f"/v1/rules/{listed[0]['id']}").json()
    assert shown["id"] == listed[0]["id"]
    assert "SELECT" in shown["sql"]
    assert backend.get("/v1/rules/no-such-rule").status_code == 404


def test_health_has_every_rule_and_its_parts_where_they_are_asked_for(backend: TestClient) -> None:
    whole = backend.get("/v1/rules/health").json()
    parts = backend.get("/v1/rules/health", params={"by": "programme"}).json()
    assert all(not one["parts"] for one in whole["rules"])
    for one in parts["rules"]:
        assert sum(part["hits"] for part in one["parts"]) == one["whole"]["hits"]
    assert backend.get("/v1/rules/health", params={"by": "moon"}).status_code == 422


def test_what_was_verified_adds_up_and_lies_within_its_interval(backend: TestClient) -> None:
    rules = backend.get("/v1/rules/health").json()["rules"]
    assert any(one["whole"]["verified"] for one in rules)
    for whole in (one["whole"] for one in rules):
        assert whole["verified"] == whole["confirmed"] + whole["cleared"] + whole["inconclusive"]
        assert (whole["rate"] is None) == (whole["confirmed"] + whole["cleared"] == 0)
        if whole["rate"]:
            assert whole["rate"]["low"] < whole["rate"]["mean"] < whole["rate"]["high"]


def test_a_township_reads_of_all_townships_only_its_own(client: TestClient, database: Database) -> None:
    client.headers["X-API-Key"] = key_for(database, "backend")
    whole = client.get("/v1/rules/health", params={"by": "township"}).json()
    told = {part["township_key"]: part["township"] for one in whole["rules"] for part in one["parts"]}
    key, name = next((key, name) for key, name in told.items() if key is not None)
    others = {other for other in told.values() if other is not None and other != name}
    assert others
    for scope, seen in ((Scope("township", key, name), {key}), (Scope("village", 1, "某村"), set())):
        client.headers["X-API-Key"] = key_for(database, "backend", scope)
        answer = client.get("/v1/rules/health", params={"by": "township"})
        assert {part["township_key"] for one in answer.json()["rules"] for part in one["parts"]} == seen
        assert not any(other in answer.text for other in others)
        assert [one["whole"] for one in answer.json()["rules"]] == [one["whole"] for one in whole["rules"]]


def test_an_administrator_may_not_and_a_home_without_a_scan_has_none(
    client: TestClient, database: Database, home: Home, empty: Database
) -> None:
    paths = ("/v1/rules", "/v1/rules/health", "/v1/rules/paid-after-death")
    headers = {"X-API-Key": key_for(database, "administrator")}
    assert {client.get(path, headers=headers).status_code for path in paths} == {403}
    with TestClient(create_app(empty.home)) as without:
        without.headers["X-API-Key"] = key_for(empty, "backend")
        assert without.get("/v1/rules/health").json()["type"] == "urn:mingcha:problem:no-scan"
        assert without.get("/v1/rules").status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_say_in_both_languages_what_the_figures_do_not(database: Database, language: Language) -> None:
    around = frame(language, "/rules/health", "", None)
    found, batches = service.of_rule(database, WHOLE, "paid-after-death")
    page = health_page(around, found)
    assert len(page.rows) == len(found.rules)
    assert page.note in html(page)
    one = one_rule(language, found, found.rules[0], batches)
    assert len(one.batches) == len(batches) > 0
    assert one.note == bias_note(language)
    assert page.note.removeprefix(one.note).count(str(sum(found.omitted.values()))) == 1


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_the_command_line_draws_a_chart(
    ending: str, scanned: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MINGCHA_HOME", str(scanned.path))
    settings.cache_clear()
    file = tmp_path / f"health.{ending}"
    assert cli.run(["rules", "health", "--chart", str(file)]) == 0
    assert file.read_bytes()[:4] in (b"<svg", b"\x89PNG")
    assert "paid-after-death" in capsys.readouterr().out
    assert cli.run(["rules", "health", "--chart", str(tmp_path / "health.pdf")]) == 2
