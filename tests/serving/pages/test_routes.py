"""The pages over a home in which nothing has happened yet."""

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from records.home import Home
from serving.accounts import service as accounts
from serving.accounts.views import Role
from serving.app import create_app
from serving.audit.tables import AuditEntry
from serving.database import open_database

PASSWORD = "a long enough password"


@pytest.fixture
def visitor(home: Home) -> Iterator[TestClient]:
    app = create_app(home)
    roles: tuple[Role, ...] = ("inspector", "supervisor", "analyst", "administrator")
    with app.state.database.writing() as session:
        for role in roles:
            accounts.add_user(session, role, role.title(), role, PASSWORD, by="test")
    with TestClient(app, follow_redirects=False) as client:
        yield client


def token(html: str) -> str:
    found = re.search(r'name="csrf" value="([^"]*)"', html)
    assert found is not None
    return found[1]


def sign_in(visitor: TestClient, role: str, onward: str = "/") -> str:
    form = {"csrf": token(visitor.get("/sign-in").text), "name": role, "password": PASSWORD, "onward": onward}
    return visitor.post("/sign-in", data=form).headers["location"]


@pytest.mark.parametrize(
    "path", ["/", "/queue", "/cases/1", "/cases/1/payouts-wide.svg", "/rules", "/rules/x", "/model"]
)
def test_nobody_sees_anything_before_signing_in(visitor: TestClient, path: str) -> None:
    answer = visitor.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?onward={path}")
    filtered = visitor.get("/queue?level=red&sort=amount").headers["location"]
    assert '/queue?level=red&amp;sort=amount"' in visitor.get(filtered).text


def test_signing_in_leads_to_where_one_wanted_to_be_and_never_elsewhere(visitor: TestClient) -> None:
    assert sign_in(visitor, "inspector", "/queue?level=red") == "/queue?level=red"
    visitor.cookies.clear()
    assert sign_in(visitor, "inspector", "//elsewhere.example") == "/"


def test_a_form_without_our_token_is_refused_in_the_same_look(visitor: TestClient) -> None:
    sign_in(visitor, "inspector")
    answer = visitor.post("/queue/next", data={"csrf": "forged"})
    assert answer.status_code == 403
    assert "没有保存" in answer.text
    assert "角色" not in answer.text, "the role is not what stands in the way"


def test_an_empty_queue_says_what_fills_it(visitor: TestClient) -> None:
    sign_in(visitor, "inspector")
    answer = visitor.get("/queue")
    assert answer.status_code == 200
    assert "mingcha scan" in answer.text


def test_a_case_that_does_not_exist_is_not_found(visitor: TestClient) -> None:
    sign_in(visitor, "inspector")
    answer = visitor.get("/cases/12345")
    assert answer.status_code == 404
    assert "没有这个编号的线索" in answer.text


@pytest.mark.parametrize("path", ["/nowhere", "/rules/no-such-rule", "/cases/abc"])
def test_a_wrong_address_gets_a_page_and_not_a_stack_of_words(visitor: TestClient, path: str) -> None:
    sign_in(visitor, "supervisor")
    answer = visitor.get(path)
    assert 400 <= answer.status_code < 500
    assert "回到首页" in answer.text


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("inspector", "/cases/{}"),
        ("inspector", "/cases/{}/payouts-wide.svg"),
        ("inspector", "/cases/{}/attachments/1"),
        ("inspector", "/cases/1/attachments/{}"),
        ("inspector", "/batches/{}"),
        ("inspector", "/batches/{}/townships/1"),
        ("analyst", "/jobs/{}"),
        ("analyst", "/imports/{}"),
        ("administrator", "/admin/users/{}"),
    ],
)
def test_a_number_no_database_holds_is_a_wrong_address_and_no_fault(visitor: TestClient, role: str, path: str) -> None:
    sign_in(visitor, role)
    for number in (2**31, 10**22):
        answer = visitor.get(path.format(number))
        assert answer.status_code == 422
        assert "回到首页" in answer.text


def test_without_a_model_the_page_says_what_the_ranking_rests_on(visitor: TestClient) -> None:
    sign_in(visitor, "supervisor")
    answer = visitor.get("/model")
    assert answer.status_code == 200
    assert "mingcha train" in answer.text


def test_an_administrator_sees_no_cases(visitor: TestClient) -> None:
    sign_in(visitor, "administrator")
    assert visitor.get("/queue").status_code == 403
    assert visitor.get("/").headers["location"] == "/admin/users"
    page = visitor.get("/admin/users")
    assert (page.status_code, "不看线索" in page.text) == (200, True)


def test_an_inspector_may_not_see_the_model(visitor: TestClient) -> None:
    sign_in(visitor, "inspector")
    assert visitor.get("/model").status_code == 403


def test_the_language_stays_as_chosen_and_the_switch_leads_back(visitor: TestClient) -> None:
    answer = visitor.post("/language", data={"language": "en", "back": "/sign-in"})
    assert answer.headers["location"] == "/sign-in"
    assert '<html lang="en">' in visitor.get("/sign-in").text
    assert visitor.post("/language", data={"back": "https://elsewhere.example"}).headers["location"] == "/"


def test_static_files_may_be_kept_when_asked_for_by_digest(visitor: TestClient) -> None:
    address = re.search(r'href="(/static/base\.css[^"]*)"', visitor.get("/sign-in").text)
    assert address is not None
    assert "immutable" in visitor.get(address[1]).headers["cache-control"]
    assert visitor.get("/static/base.css").headers["cache-control"] == "no-cache"


def test_a_search_is_in_the_audit_log_without_what_was_looked_for(visitor: TestClient, home: Home) -> None:
    sign_in(visitor, "inspector")
    page = visitor.get("/queue")
    visitor.post("/queue", data={"csrf": token(page.text), "text": "王小丽"})
    with open_database(home).reading() as session:
        entries = session.scalars(select(AuditEntry)).all()
    assert [(entry.actor, entry.subject) for entry in entries if entry.action == "queue.search"] == [
        ("inspector", "queue")
    ]
    assert not any("王小丽" in entry.detail for entry in entries)


def test_signing_out_ends_the_session(visitor: TestClient) -> None:
    sign_in(visitor, "inspector")
    cookies = dict(visitor.cookies)
    visitor.post("/sign-out", data={"csrf": token(visitor.get("/queue").text)})
    visitor.cookies.update(cookies)
    assert visitor.get("/queue").status_code == 303
