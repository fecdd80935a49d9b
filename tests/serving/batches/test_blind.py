"""Whoever may visit again learns nowhere that a case was cleared before, nor why it was drawn; who draws them does."""

import json
import re
from pathlib import Path

import openpyxl
import pytest
from fastapi.testclient import TestClient

from records.home import Home
from serving.accounts.views import Role, User
from serving.attachments import service as attachments
from serving.attachments.content import Upload
from serving.batches import repository
from serving.batches.export import export
from serving.batches.recheck import recheck
from serving.batches.views import BatchView
from serving.cases.picked import WHY, untold
from serving.cases.service import case_detail
from serving.cases.tables import Case
from serving.database import Database
from serving.outcomes.service import record
from serving.outcomes.views import OutcomeForm
from serving.queue.export import Wanted, build, listed
from serving.queue.service import queue_page
from serving.queue.views import QueueFilter
from serving.scan.current import opened
from serving.scan.service import scan
from serving.security.sight import EVERYTHING
from tests.serving.batches.conftest import SUPERVISOR, drawn
from tests.serving.conftest import LI, PASSWORD, TODAY, key_for, person, scan_folder

PDF = Upload("gate.pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n")
CLEARED = QueueFilter(status="cleared")


@pytest.fixture
def checked(database: Database, scanned: Home) -> tuple[BatchView, list[Case]]:
    """A re-check of cases that were cleared, with a file left on one, after the scan that silenced their hits."""
    batch = drawn(database)
    with database.writing() as session:
        numbers = [case.case_id for case in repository.case_views(session, batch.id, EVERYTHING)]
        for number in numbers:
            attachments.attach(session, number, attachments.keep(session, number, [PDF], LI), LI)
            record(session, number, OutcomeForm("cleared", TODAY, note="查否"), SUPERVISOR, 1)
    scan(scanned)
    with database.writing() as session:
        everything = queue_page(session, CLEARED, SUPERVISOR, limit=500).total
        again = recheck(session, everything, SUPERVISOR, seed=2)
        cases = [session.get_one(Case, number) for number in numbers]
    return again, cases


def test_lists_show_them_open_to_who_visits_and_cleared_to_who_draws(
    database: Database, checked: tuple[BatchView, list[Case]]
) -> None:
    numbers = {case.id for case in checked[1]}
    with database.reading() as session:
        asked = (QueueFilter(status=None), QueueFilter(), CLEARED)
        (every, still, gone), known = (
            [queue_page(session, one, who, limit=500) for one in asked] for who in (LI, SUPERVISOR)
        )
    assert {row.status for row in every.rows if row.case_id in numbers} == {"open"}
    assert numbers <= {row.case_id for row in still.rows}
    assert gone.total == 0
    assert not any(facet.value == "cleared" for facet in every.facets["status"])
    assert still.open_total == known[1].open_total + known[2].total
    assert numbers <= {row.case_id for row in known[2].rows}


def test_no_answer_of_the_api_hints_at_it(
    client: TestClient, database: Database, checked: tuple[BatchView, list[Case]], scanned: Home
) -> None:
    batch, cases = checked
    current = opened(scan_folder(scanned))
    silent = next(case for case in cases if current.silenced(case.award_key))
    client.headers["X-API-Key"] = key_for(database, "backend")
    listed_cases = client.get("/v1/cases", params={"limit": 500}).json()["items"]
    assert {one["status"] for one in listed_cases if one["case_id"] == silent.id} == {"open"}
    numbers = {case.id for case in cases}
    assert not numbers & {one["case_id"] for one in client.get("/v1/outcomes", params={"limit": 500}).json()["items"]}
    rules = client.get(f"/v1/awards/{silent.award_key}/rules").json()["rules"]
    assert not any(rule["state"] == "silenced" for rule in rules)
    hit = {rule["rule"] for rule in rules if rule["state"] == "hit"}
    score = client.post("/v1/scores", json={"items": {"a": {"award": str(silent.award_key)}}}).json()["items"]["a"]
    assert (
        {reason["rule"] for reason in score["reasons"]}
        == hit
        == {one.rule for one in current.all_hits(silent.award_key)}
    )
    assert (score["probability"], score["level"], score["rank"]) == (silent.probability, silent.level, silent.rank)
    assert client.get(f"/v1/cases/{silent.id}/attachments").json()["attachments"] == []
    seen = client.get(f"/v1/batches/{batch.id}").json()
    assert (seen["kind"], seen["random"], seen["share"], seen["seed"]) == ("verification", None, None, None)
    client.headers["X-API-Key"] = key_for(database, "analyst")
    known = client.get(f"/v1/awards/{silent.award_key}/rules").json()["rules"]
    assert any(rule["state"] == "silenced" for rule in known)
    assert client.get(f"/v1/batches/{batch.id}").json()["kind"] == "recheck"


def test_exports_and_workbooks_do_not_tell_it(
    database: Database, scanned: Home, checked: tuple[BatchView, list[Case]], tmp_path: Path
) -> None:
    batch, cases = checked
    township = User(0, "town", "镇", "supervisor", scope=LI.scope)
    blind = User(0, "li", "李", "inspector")
    numbers = {case.id for case in cases}
    with database.reading() as session:
        rows = {
            who.name: build(scanned, session, Wanted(everything=True), who).to_pylist() for who in (blind, township)
        }
    said = {name: {row["status"] for row in own if row["case_id"] in numbers} for name, own in rows.items()}
    assert said == {"li": {"open"}, "town": {"cleared"}}
    assert listed(database, CLEARED, township, None)
    export(scanned, database, batch.id, tmp_path / "b.xlsx", False, user=SUPERVISOR)
    current, lines = opened(scan_folder(scanned)), {}
    for sheet in openpyxl.load_workbook(tmp_path / "b.xlsx"):
        for row in sheet.iter_rows(min_row=2, values_only=True):
            lines[row[1]] = " ".join(str(cell) for cell in row)
    for case in cases:
        if current.all_hits(case.award_key):
            assert "例行核查" not in lines[case.id], "a case that rules hit was sent out without what they say"


def test_what_the_second_visit_adds_is_there_for_it(
    database: Database, checked: tuple[BatchView, list[Case]], scanned: Home
) -> None:
    number, fresh = checked[1][0].id, Upload("second.pdf", PDF.content + b"%")
    with database.writing() as session:
        attachments.attach(session, number, attachments.keep(session, number, [fresh], LI), LI)
    with database.reading() as session:
        assert [one.name for one in attachments.listed(session, number, LI)] == ["second.pdf"]
        assert [one.name for one in case_detail(scanned, session, number, LI).attachments] == ["second.pdf"]
        assert len(attachments.listed(session, number, SUPERVISOR)) == 2


@pytest.mark.parametrize("why", WHY)
def test_a_line_of_the_history_says_that_it_went_out_and_not_why(why: str) -> None:
    zh, en = WHY[why]
    told = untold(f"交办：第3批（{zh}），期限 2026-02-01", f"handed out in 第3批 ({en}), due 2026-02-01")
    assert told == ("交办：第3批，期限 2026-02-01", "handed out in 第3批, due 2026-02-01")
    assert untold("核查结果：属实（按得分）", "outcome (by its score)") == (
        "核查结果：属实（按得分）",
        "outcome (by its score)",
    )


def test_page_and_api_agree_on_who_learns_why_a_case_was_drawn(
    client: TestClient, database: Database, scanned: Home
) -> None:
    batch = drawn(database)
    with database.writing() as session:
        number = repository.case_views(session, batch.id, EVERYTHING)[0].case_id
        roles: dict[Role, bool] = {"inspector": False, "supervisor": True, "analyst": True, "auditor": True}
        for role in roles:
            person(session, role, role)
    reasons = [words for both in WHY.values() for words in both]
    for role, knows in roles.items():
        client.headers["X-API-Key"] = key_for(database, role)
        said = json.dumps(client.get(f"/v1/cases/{number}").json()["history"], ensure_ascii=False)
        csrf = re.search(r'name="csrf" value="([^"]*)"', client.get("/sign-in").text)
        assert csrf is not None
        client.post("/sign-in", data={"csrf": csrf[1], "name": role, "password": PASSWORD})
        page = client.get(f"/cases/{number}").text
        shown = page[page.index(f"交办：{batch.name}") :][:120]
        assert batch.name in said
        assert [any(f"（{word}）" in text or f"({word})" in text for word in reasons) for text in (said, shown)] == [
            knows
        ] * 2
        client.cookies.clear()
