"""Who should receive and gets nothing: the list by API, on the terminal, as a file, and its line in rule health."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from records.home import Home
from records.identity.identities import Identities
from serving import cli
from serving.accounts.views import ROLES
from serving.audit.tables import AuditEntry
from serving.database import Database
from serving.omissions import service
from serving.settings import settings
from tests.serving.conftest import WHOLE, key_for, scan_folder

RULE = "entitled-not-receiving"


@pytest.fixture
def named(scanned: Home) -> set[str]:
    """Everything in the identity store that could give away somebody on the list."""
    keys = pq.read_table(scan_folder(scanned) / "omissions.parquet")["person_key"].to_pylist()
    store = Identities(scanned)
    assert keys, "the county has nobody to find"
    return set(store.resident_ids(keys).values()) | set(store.names(keys).values())


def test_who_reads_the_queue_reads_the_list_and_nobody_else(client: TestClient, database: Database) -> None:
    answers = {
        role: client.get("/v1/omissions", headers={"X-API-Key": key_for(database, role)}).status_code for role in ROLES
    }
    assert {role for role, status in answers.items() if status == 403} == {"administrator"}
    assert set(answers.values()) == {200, 403}
    assert client.get("/v1/omissions").status_code == 401


def test_pages_add_up_to_the_list_strongest_first(backend: TestClient) -> None:
    whole = backend.get("/v1/omissions", params={"limit": 500}).json()
    first = backend.get("/v1/omissions", params={"limit": 2}).json()
    second = backend.get("/v1/omissions", params={"limit": 2, "cursor": first["next_cursor"]}).json()
    bands = [item["band"] for item in whole["items"]]
    assert first["items"] + second["items"] == whole["items"][:4]
    assert bands == sorted(bands, reverse=True)
    assert whole["total"] == len(whole["items"]) > 0
    assert whole["next_cursor"] is None
    other = {"rule": "no-such-rule", "cursor": first["next_cursor"]}
    assert backend.get("/v1/omissions", params=other).status_code == 400
    assert backend.get("/v1/omissions", params={"rule": "no-such-rule"}).json()["total"] == 0
    assert backend.get("/v1/omissions", params={"limit": 501}).status_code == 422


def test_the_api_and_the_terminal_name_nobody(
    backend: TestClient,
    scanned: Home,
    named: set[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("MINGCHA_HOME", str(scanned.path))
    settings.cache_clear()
    assert cli.run(["rules", "omissions", "--json", "--top", "500"]) == 0
    settings.cache_clear()
    said = capsys.readouterr().out
    assert all("*" in row["name"] for row in json.loads(said))
    for text in (said, backend.get("/v1/omissions", params={"limit": 500}).text):
        assert [name for name in named if name in text] == []


@pytest.mark.parametrize("reveal", [False, True])
def test_an_export_is_logged_and_names_people_only_where_asked(
    scanned: Home, database: Database, tmp_path: Path, named: set[str], reveal: bool
) -> None:
    lines = service.export(scanned, database, tmp_path / "o.parquet", reveal, WHOLE)
    table = pq.read_table(tmp_path / "o.parquet")
    shown = set(table["resident_id"].to_pylist()) | set(table["name"].to_pylist())
    assert shown <= named if reveal else not shown & named
    assert table.num_rows == lines > 0
    action = "omissions.export.revealed" if reveal else "omissions.export"
    with database.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == action)).one()
    assert (entry.actor, json.loads(entry.detail)) == ("test", {"lines": lines})


def test_rule_health_says_how_many_each_rule_about_what_was_not_paid_names(
    scanned: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MINGCHA_HOME", str(scanned.path))
    settings.cache_clear()
    assert cli.run(["rules", "health"]) == 0
    settings.cache_clear()
    number = len(set(pq.read_table(scan_folder(scanned) / "omissions.parquet")["person_key"].to_pylist()))
    assert f"{RULE}: names {number:,} people who get nothing" in capsys.readouterr().out
