"""Judging a damaged identity on the page of its case, without a script."""

import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from records.decisions.identity_judgements import IdentityJudgement
from records.home import Home
from records.keys import Keyring
from serving.accounts import service as accounts
from serving.accounts.views import Role
from serving.cases.service import case_detail
from serving.cases.tables import Case
from serving.database import Database
from serving.identities import service
from serving.identities.views import IdentityView
from tests.serving.conftest import PASSWORD, WHOLE, key_for


@pytest.fixture
def doubtful(scanned: Home, database: Database) -> tuple[int, IdentityView]:
    """A case that stands on a damaged id, and that id."""
    with database.writing() as session:
        view = service.identities(scanned, session, WHOLE, "clear")[0]
        case = session.scalars(select(Case).where(Case.status == "open").order_by(Case.id)).all()[0]
        old = Keyring(scanned.secret()).award(view.damaged_key, view.programmes[0])
        theirs = {"award_key": old, "person_key": view.damaged_key, "programme": view.programmes[0]}
        session.execute(update(Case).where(Case.award_key == old).values(award_key=-1))
        session.execute(update(Case).where(Case.id == case.id).values(**theirs))
        return case.id, view


def sign_in(client: TestClient, database: Database, role: Role) -> None:
    with database.writing() as session:
        accounts.add_user(session, role, role, role, PASSWORD, by="test")
    form = {"csrf": token(client.get("/sign-in").text), "name": role, "password": PASSWORD, "onward": "/"}
    client.post("/sign-in", data=form)


def token(html: str) -> str:
    found = re.search(r'name="csrf" value="([^"]*)"', html)
    assert found is not None
    return found[1]


def decide(client: TestClient, doubtful: tuple[int, IdentityView], action: str, reason: str = "电话核实") -> int:
    number, view = doubtful
    form = {
        "csrf": token(client.get(f"/cases/{number}").text),
        "identity": str(view.damaged_key),
        "person": str(view.candidates[0].person_key),
        "action": action,
        "reason": reason,
    }
    return client.post(f"/cases/{number}/identity", data=form, follow_redirects=False).status_code


def actions(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(IdentityJudgement.action).order_by(IdentityJudgement.id)))


def test_an_inspector_confirms_once_however_often_he_sends_it_and_undoes_it(
    client: TestClient, database: Database, doubtful: tuple[int, IdentityView]
) -> None:
    sign_in(client, database, "inspector")
    page = client.get(f"/cases/{doubtful[0]}").text
    assert "身份待确认" in page
    assert [decide(client, doubtful, "confirm") for _ in range(2)] == [303, 303]
    assert actions(database) == ["confirm"]
    page = client.get(f"/cases/{doubtful[0]}").text
    assert all(said in page for said in ("身份已认定", "电话核实", "下次比对"))
    assert decide(client, doubtful, "reject") == 409
    assert [decide(client, doubtful, "undo") for _ in range(2)] == [303, 303]
    assert actions(database) == ["confirm", "undo"]


def test_no_reason_no_token_or_no_right_changes_nothing(
    client: TestClient, database: Database, doubtful: tuple[int, IdentityView]
) -> None:
    sign_in(client, database, "inspector")
    assert decide(client, doubtful, "confirm", " ") == 422
    forged = {"csrf": "x", "identity": "1", "person": "1", "action": "confirm", "reason": "x"}
    assert client.post(f"/cases/{doubtful[0]}/identity", data=forged).status_code == 403
    client.cookies.clear()
    sign_in(client, database, "auditor")
    assert decide(client, doubtful, "confirm") == 403
    assert actions(database) == []


def test_an_identity_of_another_case_cannot_be_judged_here(
    client: TestClient, scanned: Home, database: Database, doubtful: tuple[int, IdentityView]
) -> None:
    sign_in(client, database, "inspector")
    with database.reading() as session:
        other = next(
            case.id
            for case in session.scalars(select(Case).where(Case.id != doubtful[0]))
            if not case_detail(scanned, session, case.id, WHOLE).identities
        )
    assert decide(client, (other, doubtful[1]), "confirm") == 404


def test_a_program_sees_the_identity_only_where_it_may_read_identities(
    client: TestClient, database: Database, doubtful: tuple[int, IdentityView]
) -> None:
    seen = {}
    roles: tuple[Role, ...] = ("inspector", "backend")
    for role in roles:
        client.headers["Authorization"] = f"Bearer {key_for(database, role)}"
        seen[role] = client.get(f"/v1/cases/{doubtful[0]}").json()["identities"]
    assert [one["identity"] for one in seen["inspector"]] == [str(doubtful[1].damaged_key)]
    assert seen["backend"] == []
