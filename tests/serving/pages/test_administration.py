"""The administrator's pages: what is shown once, what nobody does to himself, what the log says of it."""

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from records.home import Home
from serving.accounts import service as accounts
from serving.accounts.tables import Account
from serving.app import create_app
from serving.audit.tables import AuditEntry
from serving.database import open_database
from serving.security import keys
from tests.serving.pages.test_routes import PASSWORD, sign_in, token


@pytest.fixture
def admin(home: Home) -> Iterator[TestClient]:
    app = create_app(home)
    with app.state.database.writing() as session:
        accounts.add_user(session, "administrator", "管理员", "administrator", PASSWORD, by="test")
    with TestClient(app, follow_redirects=False) as client:
        sign_in(client, "administrator")
        yield client


def post(admin: TestClient, page: str, path: str, **form: str) -> str:
    answer = admin.post(path, data={"csrf": token(admin.get(page).text), **form})
    assert answer.status_code in (200, 303), answer.status_code
    return answer.text


def test_a_new_user_signs_in_with_the_password_shown_once_and_changes_it(admin: TestClient, home: Home) -> None:
    said = post(admin, "/admin/users", "/admin/users", name="li", shown="李", role="inspector", scope="county")
    secret = re.search(r'class="secret">([^<]+)<', said)
    assert secret is not None
    assert secret[1] not in admin.get("/admin/users").text
    database = open_database(home)
    assert accounts.sign_in(database, "li", secret[1]).role == "inspector"
    number = next(user.id for user in accounts_of(home) if user.name == "li")
    post(admin, "/admin/users", f"/admin/users/{number}/role", role="auditor", scope="county")
    assert accounts.sign_in(database, "li", secret[1]).role == "auditor"
    post(admin, "/admin/users", f"/admin/users/{number}/active", active="no")
    assert "已停用" in admin.get(f"/admin/users/{number}").text
    database.close()


def accounts_of(home: Home) -> list[Account]:
    database = open_database(home)
    with database.reading() as session:
        return list(session.scalars(select(Account)))


def test_nobody_shuts_himself_out_or_changes_his_own_role(admin: TestClient, home: Home) -> None:
    number = accounts_of(home)[0].id
    csrf = token(admin.get("/admin/users").text)
    for path, form in (("role", {"role": "analyst", "scope": "county"}), ("active", {"active": "no"})):
        assert admin.post(f"/admin/users/{number}/{path}", data={"csrf": csrf, **form}).status_code == 409
    assert accounts_of(home)[0].active


def test_a_key_works_until_it_is_revoked_and_the_log_tells_of_both(admin: TestClient, home: Home) -> None:
    said = post(admin, "/admin/keys", "/admin/keys", label="财政", role="backend", scope="county")
    secret = re.search(r'class="secret">([^<]+)<', said)
    assert secret is not None
    with open_database(home).reading() as session:
        assert keys.user_of_key(session, secret[1]).role == "backend"
    post(admin, "/admin/keys", f"/admin/keys/{secret[1][:11]}/revoke")
    log = admin.get("/admin/audit", params={"action": "key.revoke", "check": "1"}).text
    assert "前后相接" in log
    assert f"key:{secret[1][:11]}" in log
    assert admin.get("/admin/audit/export").content[:2] == b"PK"
    with open_database(home).reading() as session:
        assert {"key.add", "key.revoke", "audit.export"} <= set(session.scalars(select(AuditEntry.action)))


def test_after_five_failures_the_page_says_when_to_come_back(admin: TestClient) -> None:
    admin.cookies.clear()
    form = {"csrf": token(admin.get("/sign-in").text), "name": "administrator", "password": "not it at all"}
    answers = [admin.post("/sign-in", data=form) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert 0 < int(answers[-1].headers["retry-after"]) <= 301


def test_somebody_changes_his_password_and_is_signed_out_everywhere(admin: TestClient) -> None:
    wrong = {"before": "not it", "after": "another long one", "again": "another long one"}
    csrf = token(admin.get("/account").text)
    assert admin.post("/account/password", data={"csrf": csrf, **wrong}).status_code == 401
    done = admin.post("/account/password", data={"csrf": csrf, **wrong, "before": PASSWORD})
    assert done.headers["location"] == "/sign-in"
    assert admin.get("/account").status_code == 303
