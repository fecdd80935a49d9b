"""Whoever looks at a person leaves a line in the audit log: who, how many, which cases or awards, never whom."""

import json
import re
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from records.home import Home
from records.identity.identities import Identities
from serving.audit import log
from serving.audit.tables import AuditEntry
from serving.database import Database
from tests.serving.conftest import PASSWORD, first_open, key_for, person

Line = tuple[str, str, dict[str, Any]]


class Watched:
    """The lines of the log since somebody began to watch."""

    def __init__(self, database: Database) -> None:
        self._database = database
        with database.reading() as session:
            self._seen = session.scalar(select(func.max(AuditEntry.id))) or 0

    def lines(self) -> list[Line]:
        with self._database.reading() as session:
            found = session.scalars(select(AuditEntry).where(AuditEntry.id > self._seen).order_by(AuditEntry.id)).all()
        return [(entry.action, entry.subject, json.loads(entry.detail)) for entry in found]


@pytest.fixture
def known(scanned: Home, database: Database) -> tuple[str, str, str]:
    """Resident id, programme and award of somebody on the queue."""
    row = first_open(database)
    return Identities(scanned).resident_ids([row.person_key])[row.person_key], row.programme, str(row.award_key)


def test_scores_by_resident_id_are_logged_with_the_awards_and_never_the_id(
    backend: TestClient, database: Database, known: tuple[str, str, str]
) -> None:
    resident_id, programme, award = known
    watched = Watched(database)
    somebody = {"resident_id": resident_id, "programme": programme}
    nobody = {"resident_id": "110101194001010016", "programme": "dibao"}
    items = {"a": somebody, "b": nobody, "c": {"award": award}, "d": {"resident_id": "x" * 18, "programme": "dibao"}}
    answer = backend.post("/v1/scores", json={"items": items}).json()["items"]
    ((action, _, told),) = watched.lines()
    assert action == "scores.read"
    assert (told["people"], told["scored"]) == (3, 1)
    assert award in told["awards"].split(",")
    assert len(told["awards"].split(",")) == 2, "that somebody has no award is an answer too"
    assert "error" in answer["b"]
    assert resident_id not in json.dumps(told)


def test_planned_payouts_are_logged_with_the_award_they_concern(
    backend: TestClient, database: Database, known: tuple[str, str, str]
) -> None:
    resident_id, programme, award = known
    watched = Watched(database)
    planned = {"resident_id": resident_id, "programme": programme, "amount_yuan": 100}
    backend.post("/v1/scores", json={"items": {"a": planned}})
    backend.post("/v1/checks", json={"payouts": [planned]})
    scored, checked = watched.lines()
    assert (scored[0], scored[2]["awards"]) == ("scores.read", award)
    assert (checked[0], checked[2]["awards"], checked[2]["rows"]) == ("payouts.check", award, 1)


def test_awards_asked_for_by_key_name_nobody_and_leave_no_line(
    backend: TestClient, database: Database, known: tuple[str, str, str]
) -> None:
    watched = Watched(database)
    assert backend.post("/v1/scores", json={"items": {"a": {"award": known[2]}}}).status_code == 200
    assert watched.lines() == []


def test_too_many_awards_for_a_row_stand_as_a_digest_of_their_keys() -> None:
    few, many = log.awards(range(log.MOST_NAMED)), log.awards(range(log.MOST_NAMED + 1))
    assert few.split(",") == [str(key) for key in range(log.MOST_NAMED)]
    assert many.startswith("sha256:")
    assert many == log.awards(reversed(range(log.MOST_NAMED + 1))) != log.awards(range(1, log.MOST_NAMED + 2))


def test_every_read_of_the_api_about_people_leaves_its_line(client: TestClient, database: Database) -> None:
    row = first_open(database)
    client.headers["X-API-Key"] = key_for(database, "supervisor")
    reads = {
        f"/v1/cases/{row.case_id}": ("case.read", f"case:{row.case_id}"),
        f"/v1/cases/{row.case_id}/attachments": ("case.read", f"case:{row.case_id}"),
        f"/v1/awards/{row.award_key}/rules": ("award.rules", f"award:{row.award_key}"),
        "/v1/identities": ("identities.read", "identities"),
        "/v1/omissions": ("omissions.read", "omissions"),
        "/v1/corrections": ("corrections.read", "corrections"),
    }
    for path, expected in reads.items():
        watched = Watched(database)
        assert client.get(path).status_code == 200, path
        assert [(action, subject) for action, subject, _ in watched.lines()] == [expected], path


@pytest.fixture
def supervisor(client: TestClient, database: Database) -> TestClient:
    with database.writing() as session:
        person(session, "supervisor", "zhang")
    csrf = re.search(r'name="csrf" value="([^"]*)"', client.get("/sign-in").text)
    assert csrf is not None
    client.post("/sign-in", data={"csrf": csrf[1], "name": "zhang", "password": PASSWORD})
    return client


def token(client: TestClient) -> str:
    found = re.search(r'name="csrf" value="([^"]*)"', client.get("/corrections").text)
    assert found is not None
    return found[1]


def test_every_page_that_shows_a_case_leaves_a_line_also_when_it_refuses(
    supervisor: TestClient, database: Database
) -> None:
    number, csrf = first_open(database).case_id, token(supervisor)
    watched = Watched(database)
    assert supervisor.get(f"/cases/{number}").status_code == 200
    assert supervisor.get(f"/cases/{number}/payouts-wide.svg").status_code == 200
    refused = supervisor.post(f"/cases/{number}/outcome", data={"csrf": csrf, "version": "1", "result": "confirmed"})
    assert refused.status_code == 422
    revealed = supervisor.post(f"/cases/{number}/reveal", data={"csrf": csrf, "reason": "入户核实"})
    assert revealed.status_code == 200
    lines = watched.lines()
    assert [action for action, _, _ in lines] == ["case.read"] * 3 + ["case.reveal", "case.read"]
    assert {subject for action, subject, _ in lines if action == "case.read"} == {f"case:{number}"}
    assert next(told for action, _, told in lines if action == "case.reveal")["case"] == number


def test_a_search_leaves_its_line_whichever_form_it_came_in(
    supervisor: TestClient, database: Database, scanned: Home
) -> None:
    row, csrf = first_open(database), token(supervisor)
    name = Identities(scanned).names([row.person_key])[row.person_key]
    for path, other in (("/queue", {}), ("/queue/assign", {"everything": "no"}), ("/queue/export", {"reveal": "yes"})):
        watched = Watched(database)
        answer = supervisor.post(path, data={"csrf": csrf, "text": name, **other})
        assert answer.status_code in (200, 422), path
        ((action, _, told),) = watched.lines()
        assert action == "queue.search", path
        assert str(row.case_id) in told["cases"].split(",")
        assert told["found"] == len(told["cases"].split(","))
        assert name not in json.dumps(told, ensure_ascii=False)


def test_the_list_of_corrections_is_logged_with_names_and_without(supervisor: TestClient, database: Database) -> None:
    csrf = token(supervisor)
    watched = Watched(database)
    supervisor.get("/corrections")
    supervisor.post("/corrections/export", data={"csrf": csrf})
    supervisor.post("/corrections/export", data={"csrf": csrf, "reveal": "yes", "reason": "发主管部门"})
    assert [action for action, _, _ in watched.lines()] == ["corrections.read"] * 2 + ["corrections.revealed"]
