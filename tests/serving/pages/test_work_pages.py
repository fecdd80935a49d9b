"""数据与任务: files sent in by a form, jobs started, stopped and repeated by buttons; what each role sees."""

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from records import warehouse
from serving.accounts import service as accounts
from serving.accounts.views import Role
from serving.app import create_app
from serving.audit.tables import AuditEntry
from serving.database import Database
from tests.serving.imports.conftest import LIST
from tests.serving.jobs.conftest import work_off

PASSWORD = "a long enough password"
FILES = [("files", ("低保名单.csv", LIST, "text/csv"))]


@pytest.fixture
def analyst(empty: Database) -> Iterator[TestClient]:
    roles: tuple[Role, ...] = ("analyst", "auditor", "inspector")
    app = create_app(empty.home)
    with empty.writing() as session:
        for role in roles:
            accounts.add_user(session, role, role.title(), role, PASSWORD, by="test")
    with TestClient(app, follow_redirects=False) as client:
        sign_in(client, "analyst")
        yield client


def sign_in(client: TestClient, role: str) -> None:
    client.cookies.clear()
    form = {"csrf": token(client.get("/sign-in").text), "name": role, "password": PASSWORD}
    assert client.post("/sign-in", data=form).status_code == 303


def token(html: str) -> str:
    found = re.search(r'name="csrf" value="([^"]*)"', html)
    assert found is not None
    return found[1]


def send(client: TestClient, files: object = FILES, **fields: str) -> tuple[int, str, str]:
    """Send the form of the page; status, where it leads, what it says."""
    form = {"csrf": token(client.get("/data").text), **fields}
    answer = client.post("/data/imports", data=form, files=files)  # type: ignore[arg-type]
    return answer.status_code, answer.headers.get("location", ""), answer.text


def press(client: TestClient, page: str, path: str, **fields: str) -> str:
    """Press a button of a page; where it leads."""
    answer = client.post(path, data={"csrf": token(client.get(page).text), **fields})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def test_files_go_in_by_the_form_and_come_out_as_a_report_with_rows_to_fetch(
    analyst: TestClient, empty: Database
) -> None:
    status, where, _ = send(analyst)
    assert (status, where) == (303, "/jobs/1")
    waiting = analyst.get(where)
    assert "马上开始" in waiting.text
    assert '<noscript><meta http-equiv="refresh"' in waiting.text
    assert "script-src 'self'" in waiting.headers["content-security-policy"]
    work_off(empty)
    done = analyst.get(where)
    assert "读取 4 行，采用 1 行，退回 1 行" in done.text
    assert "<script" not in done.text
    assert "script-src" not in done.headers["content-security-policy"]
    report = analyst.get("/imports/1").text
    assert "低保名单.csv" in report
    assert "金额为负数" in report
    assert "11010119500101003X" not in report
    book = analyst.post("/imports/1/rejects", data={"csrf": token(report)})
    assert book.content.startswith(b"PK")
    assert book.headers["cache-control"] == "no-store"
    with empty.reading() as session:
        assert session.scalar(select(AuditEntry.actor).where(AuditEntry.action == "import.rejects")) == "analyst"
    assert "000001" in analyst.get("/snapshots").text
    assert warehouse.current(empty.home).digest in analyst.get("/snapshots/000001").text
    assert analyst.get("/snapshots/000009").status_code == 404
    assert "接下来比对打分" in analyst.get("/data").text


def test_what_an_import_remarks_is_said_in_the_language_of_the_page(analyst: TestClient, empty: Database) -> None:
    odd = LIST.decode("gb18030").replace("发放日期\n", "发放日期,经办\n").replace("299,", "999,")
    send(analyst, [("files", ("低保名单.csv", odd.encode("gb18030"), "text/csv"))])
    work_off(empty)
    page = analyst.get("/imports/1").text
    assert "没有用到的列：经办" in page
    assert "请与填报单位核对" in page
    analyst.post("/language", data={"language": "en", "back": "/imports/1"})
    page = analyst.get("/imports/1").text
    assert "columns not used: 经办" in page
    assert "ask whoever filled it in" in page
    assert "请与填报单位核对" not in page


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([("files", ("照片.csv", b"\x89PNG"))], "“照片.csv”不是表格"),
        ([("files", ("软件.exe", b"MZ"))], "“软件.exe”不是能读的表格"),
        ([("files", ("", b""))], "没有选择文件"),
    ],
)
def test_what_cannot_be_taken_is_said_on_the_page_in_its_language(
    analyst: TestClient, empty: Database, files: list[tuple[str, tuple[str, bytes]]], said: str
) -> None:
    status, _, page = send(analyst, files)
    assert status == 422
    assert said in page
    assert list(empty.home.uploads.iterdir()) == []


def test_a_form_without_our_token_brings_nothing_in(analyst: TestClient, empty: Database) -> None:
    answer = analyst.post("/data/imports", data={"csrf": "forged"}, files=FILES)
    assert answer.status_code == 403
    assert list(empty.home.uploads.iterdir()) == []
    for path in ("/data/scan", "/jobs/1/cancel", "/jobs/1/again", "/imports/1/rejects"):
        assert analyst.post(path, data={"csrf": "forged"}).status_code == 403


def test_an_import_that_failed_says_why_and_can_be_done_again(analyst: TestClient, empty: Database) -> None:
    _, where, _ = send(analyst, [("files", ("纪要.csv", "没有,表头\n的,文件\n".encode()))])
    work_off(empty)
    failed = analyst.get(where).text
    assert "有文件认不出表头" in failed
    assert "纪要.csv" in failed
    assert press(analyst, where, f"{where}/again") == "/jobs/2"
    assert press(analyst, "/jobs/2", "/jobs/2/cancel") == "/jobs/2"
    assert "已取消" in analyst.get("/jobs/2").text


def test_a_button_pressed_twice_asks_for_one_job(analyst: TestClient) -> None:
    send(analyst)
    first = press(analyst, "/data", "/data/scan")
    assert press(analyst, "/data", "/data/scan") == first
    assert press(analyst, "/data", "/data/train", promote="1") != press(analyst, "/data", "/data/train")


def test_the_script_of_a_running_job_is_told_in_the_language_of_the_page(analyst: TestClient, empty: Database) -> None:
    _, where, _ = send(analyst)
    work_off(empty)
    assert '"state": "已完成"' in analyst.get(f"{where}/events").text
    analyst.cookies.set("language", "en")
    assert '"state": "Done"' in analyst.get(f"{where}/events").text
    assert "rows read" in analyst.get(where).text


def test_an_auditor_reads_reports_without_buttons_and_an_inspector_nothing(
    analyst: TestClient, empty: Database
) -> None:
    send(analyst)
    work_off(empty)
    sign_in(analyst, "auditor")
    page = analyst.get("/data").text
    assert "上传并导入" not in page
    assert "您的角色不能下载" in analyst.get("/imports/1").text
    refused = {"csrf": token(page)}
    assert analyst.post("/data/imports", data=refused, files=FILES).status_code == 403
    for path in ("/imports/1/rejects", "/data/scan", "/jobs/1/again", "/jobs/1/cancel"):
        assert analyst.post(path, data=refused).status_code == 403, path
    sign_in(analyst, "inspector")
    for path in ("/data", "/jobs", "/jobs/1", "/jobs/1/events", "/imports", "/imports/1", "/snapshots"):
        assert analyst.get(path).status_code == 403, path


def test_long_lists_are_paged(analyst: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("serving.pages.routes.jobs.PAGE", 1)
    send(analyst)
    press(analyst, "/data", "/data/rescore")
    older = re.search(r'href="(/jobs\?cursor=[^"]+)"', analyst.get("/jobs").text)
    assert older is not None
    assert "#1" in analyst.get(older[1]).text
    assert analyst.get("/jobs?cursor=x").status_code == 400
