"""The page of corrections: the list, taking one back, and the workbook for the bureau."""

import re
from io import BytesIO
from typing import Protocol

import openpyxl
from fastapi.testclient import TestClient
from sqlalchemy import select

from serving.accounts import service as accounts
from serving.audit.tables import AuditEntry
from serving.cases.tables import Case
from serving.database import Database
from serving.outcomes import service as outcomes
from serving.outcomes.views import OutcomeForm
from tests.serving.conftest import PASSWORD, person


class Wrong(Protocol):
    case: Case

    def form(self, **changes: object) -> OutcomeForm: ...


def token(html: str) -> str:
    found = re.search(r'name="csrf" value="([^"]*)"', html)
    assert found is not None
    return found[1]


def test_a_correction_is_listed_exported_with_a_reason_and_taken_back_with_one(
    client: TestClient, database: Database, wrong: Wrong
) -> None:
    with database.writing() as session:
        inspector = person(session)
        outcomes.record(session, wrong.case.id, wrong.form(), inspector, wrong.case.version)
        accounts.add_user(session, "audit", "审计", "auditor", PASSWORD, by="test")
    form = {"csrf": token(client.get("/sign-in").text), "name": inspector.name, "password": PASSWORD}
    client.post("/sign-in", data=form)
    page = client.get("/corrections").text
    assert "实地查看，无此车。" in page
    assert "仍未改正 1" in page
    assert "没有符合条件" in client.get("/corrections", params={"state": "withdrawn"}).text
    csrf = {"csrf": token(page)}
    assert client.post("/corrections/export", data=csrf | {"reveal": "yes"}).status_code == 422
    plain = client.post("/corrections/export", data=csrf)
    told = client.post("/corrections/export", data=csrf | {"reveal": "yes", "reason": "寄给车管所"})
    heads = [
        [cell.value for cell in openpyxl.load_workbook(BytesIO(one.content)).worksheets[0][1]] for one in (plain, told)
    ]
    assert ["证件号" in head for head in heads] == [False, True]
    assert client.post("/corrections/1/withdraw", data=csrf | {"why": " "}).status_code == 422
    assert "已撤回" in client.post("/corrections/1/withdraw", data=csrf | {"why": "车主来过"}).text
    assert "已撤回 1" in client.get("/corrections").text
    with database.reading() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "corrections.revealed")).all()
    assert [("寄给车管所" in entry.detail, entry.actor) for entry in entries] == [(True, inspector.name)]
