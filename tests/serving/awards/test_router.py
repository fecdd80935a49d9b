"""GET /v1/awards/{award}/rules and `mingcha rules why`."""

import io
import json

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from records.home import Home
from records.identity.identities import Identities
from serving import cli
from serving.audit.tables import AuditEntry
from serving.database import Database
from serving.settings import settings
from tests.serving.conftest import first_open, key_for


def test_every_rule_answers_and_the_hits_are_those_of_the_case(backend: TestClient, database: Database) -> None:
    row = first_open(database)
    said = backend.get(f"/v1/awards/{row.award_key}/rules").json()
    hits = {one["rule"] for one in said["rules"] if one["state"] == "hit"}
    assert hits == set(row.rules)
    assert {one["state"] for one in said["rules"]} > {"hit", "passed", "not_applicable"}
    assert all(one["said"]["zh"] and one["said"]["en"] for one in said["rules"])


def test_what_could_not_be_compared_names_the_missing_table(backend: TestClient, database: Database) -> None:
    said = backend.get(f"/v1/awards/{first_open(database).award_key}/rules").json()
    assert all((one["missing"] is not None) == (one["state"] == "not_run") for one in said["rules"])


def test_an_unknown_award_is_not_found_and_a_word_is_none(backend: TestClient) -> None:
    assert backend.get("/v1/awards/1/rules").status_code == 404
    assert backend.get("/v1/awards/nobody/rules").status_code == 422


def test_a_look_is_logged_and_an_administrator_may_not(client: TestClient, database: Database) -> None:
    path = f"/v1/awards/{first_open(database).award_key}/rules"
    assert client.get(path, headers={"X-API-Key": key_for(database, "backend")}).status_code == 200
    assert client.get(path, headers={"X-API-Key": key_for(database, "administrator")}).status_code == 403
    with database.reading() as session:
        looks = session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "award.rules")).all()
    assert looks == [f"award:{path.split('/')[3]}"]


@pytest.fixture
def county(scanned: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("MINGCHA_HOME", str(scanned.path))
    settings.cache_clear()
    return scanned


def test_the_command_line_answers_by_case_by_key_and_by_a_resident_id_from_a_pipe(
    county: Home, database: Database, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = first_open(database)
    resident_id = Identities(county).resident_ids([row.person_key])[row.person_key]
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{resident_id}\n"))
    said = []
    for asked in (["--case", str(row.case_id)], [str(row.award_key)], ["--id", "--programme", row.programme]):
        assert cli.run(["rules", "why", *asked, "--json"]) == 0
        said.append(json.loads(capsys.readouterr().out))
    assert said[0] == said[1] == said[2]
    assert said[0][0]["award"] == str(row.award_key)


@pytest.mark.parametrize("asked", [[], ["1", "--case", "1"], ["9919751977070270AB"], ["1", "--programme", "dibao"]])
def test_wrong_usage_ends_with_2_and_repeats_nothing_that_may_be_an_id(
    county: Home, asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["rules", "why", *asked]) == 2
    assert "9919751977070270AB" not in capsys.readouterr().err
