"""The pages of batches, from building one to taking back what the townships found."""

import io
import re
import zipfile
from datetime import timedelta
from urllib.parse import unquote

import openpyxl
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from records.decisions.outcomes import RecordedOutcome
from serving.accounts import service as accounts
from serving.accounts.views import COUNTY, Role, Scope
from serving.audit.tables import AuditEntry
from serving.batches import handing_out, repository
from serving.batches.views import BatchView
from serving.database import Database
from serving.outcomes.service import record
from serving.outcomes.views import OutcomeForm
from serving.security.sight import EVERYTHING
from tests.serving.batches.conftest import SUPERVISOR, drawn
from tests.serving.conftest import PASSWORD, TODAY

DUE = TODAY + timedelta(days=20)
ASKED = f"each=4&due={DUE}&share=25"


def token(html: str) -> str:
    return re.findall(r'name="csrf" value="([^"]*)"', html)[0]


def as_role(client: TestClient, database: Database, role: Role = "supervisor", scope: Scope = COUNTY) -> TestClient:
    with database.writing() as session:
        accounts.add_user(session, role, "王丽", role, PASSWORD, by="test", scope=scope)
    form = {"csrf": token(client.get("/sign-in").text), "name": role, "password": PASSWORD, "onward": "/"}
    client.post("/sign-in", data=form)
    return client


@pytest.fixture
def desk(client: TestClient, database: Database) -> TestClient:
    return as_role(client, database)


def sent(desk: TestClient, page: str, action: str, **fields: object) -> str:
    """Send a form of a page; the answer as text."""
    return desk.post(action, data={"csrf": token(desk.get(page).text), **fields}).text


def test_without_a_batch_the_page_says_what_one_is(desk: TestClient) -> None:
    assert "还没有交办过批次" in desk.get("/batches").text


def test_a_batch_is_planned_previewed_and_handed_out_as_it_was_shown(desk: TestClient, database: Database) -> None:
    form = desk.get("/batches/new").text
    assert 'name="each"' in form
    keys = re.findall(r'name="t(\d+)"', form)
    preview = desk.get(f"/batches/new/preview?{ASKED}&t{keys[0]}=0").text
    cases = sum(int(n) for n in re.findall(r'核查 </span>(\d+)</td><td class="number quieter">', preview))
    digest = re.findall(r'name="digest" value="([^"]*)"', preview)[0]
    assert digest in desk.get(f"/batches/new/preview?{ASKED}&t{keys[0]}=0").text  # the dice stay as they fell
    form = {"csrf": token(preview), "digest": digest, "name": "冬季第一批"}
    done = desk.post(f"/batches?{ASKED}&t{keys[0]}=0", data=form)
    assert "已交办" in done.text
    with database.reading() as session:
        (batch,) = repository.views(session, EVERYTHING)
        assert (batch.name, batch.cases, batch.due) == ("冬季第一批", cases, DUE)
        assert int(keys[0]) not in {town.township_key for town in repository.townships(session, batch.id, EVERYTHING)}
    assert "冬季第一批" in desk.get("/batches").text


def test_what_changed_since_the_preview_is_shown_anew_and_not_sent(desk: TestClient, database: Database) -> None:
    preview = desk.get(f"/batches/new/preview?{ASKED}").text
    digest = re.findall(r'name="digest" value="([^"]*)"', preview)[0]
    drawn(database, 4)
    answer = desk.post(f"/batches?{ASKED}", data={"csrf": token(preview), "digest": digest})
    assert answer.status_code == 409
    assert "没有执行" in answer.text
    assert digest not in answer.text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (f"each=x&due={DUE}", "0 到 10000"),
        (f"each=0&due={DUE}", "至少给一个"),
        ("each=4&due=2020-01-01", "不能早于今天"),
        ("each=4&due=", "请填写核查期限"),
        (f"each=4&due={DUE}&share=200", "0 到 100"),
        (f"each=4&due={DUE}&tips=abc", "请填数字"),
        (f"each=4&due={DUE}&tips=987654", "不能交办的"),
    ],
)
def test_what_cannot_be_planned_comes_back_filled_in(desk: TestClient, asked: str, said: str) -> None:
    answer = desk.get(f"/batches/new/preview?{asked}")
    assert answer.status_code == 422
    assert said in answer.text
    assert 'name="each"' in answer.text


@pytest.fixture
def batch(database: Database) -> BatchView:
    return drawn(database, 12, due=TODAY - timedelta(days=2), name="第9批")


def test_a_late_batch_shows_who_owes_what_and_notes_the_reminder(desk: TestClient, batch: BatchView) -> None:
    assert "超期 2 天" in desk.get("/batches").text
    page = desk.get("/batches/1").text
    key = re.findall(r'name="township" value="(-?\d+)"', page)[0]
    done = sent(desk, "/batches/1", "/batches/1/reminders", township=key, note="电话")
    assert "催办已记录" in done
    assert "已催办 1 次" in done
    assert "：电话" in done
    refused = desk.post("/batches/1/reminders", data={"csrf": token(page)})
    assert refused.status_code == 422


def test_a_batch_is_cancelled_with_a_reason_that_stays(desk: TestClient, batch: BatchView) -> None:
    assert (
        desk.post("/batches/1/cancel", data={"csrf": token(desk.get("/batches/1").text), "version": 1}).status_code
        == 422
    )
    done = sent(desk, "/batches/1", "/batches/1/cancel", version=1, reason="数据重报")
    assert "数据重报。线索可重新交办" in done
    assert "已取消" in desk.get("/batches").text
    assert "/batches/1/cancel" not in done


def test_one_case_is_taken_out_from_the_list_of_its_township(desk: TestClient, batch: BatchView) -> None:
    href = re.findall(r'href="(/batches/1/townships/-?\d+)"', desk.get("/batches/1").text)[0]
    page = desk.get(href).text
    number = re.findall(r'type="radio" name="case" value="(\d+)"', page)[0]
    assert "**" in page or "*" in page  # names are masked
    done = sent(desk, href, f"{href}/take-out", version=1, case=number, reason="全家外出")
    assert "线索已取出" in done
    assert f'value="{number}"' not in desk.get(href).text
    assert desk.post(f"{href}/take-out", data={"csrf": token(page), "version": 1, "case": number}).status_code == 412


def test_workbooks_are_handed_out_and_whole_names_need_a_reason(
    desk: TestClient, database: Database, batch: BatchView
) -> None:
    form = {"csrf": token(desk.get("/batches/1").text)}
    packed = desk.post("/batches/1/hand-out", data=form)
    assert packed.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(packed.content)) as files:
        towns = [name.removeprefix("第9批-").removesuffix(".xlsx") for name in files.namelist()]
        assert all(
            "*" in openpyxl.load_workbook(files.open(name)).worksheets[0]["D2"].value for name in files.namelist()
        )
    refused = desk.post("/batches/1/hand-out", data=form | {"township": towns[0], "reveal": "yes"})
    assert refused.status_code == 422
    shown = desk.post("/batches/1/hand-out", data=form | {"township": towns[0], "reveal": "yes", "reason": "入户核查"})
    assert unquote(shown.headers["content-disposition"]).endswith(f"第9批-{towns[0]}.xlsx")
    assert "*" not in openpyxl.load_workbook(io.BytesIO(shown.content)).worksheets[0]["D2"].value
    with database.reading() as session:
        told = session.scalars(select(AuditEntry).where(AuditEntry.action == "batch.export.revealed")).one()
    assert "入户核查" in told.detail


def workbook(desk: TestClient, lines: int, **cells: object) -> bytes:
    """The first township's workbook with its first lines filled in."""
    page = desk.get("/batches/1").text
    town = max(re.findall(r"<option>([^<]+)</option>", page), key=lambda name: page.count(name))
    made = desk.post("/batches/1/hand-out", data={"csrf": token(page), "township": town})
    book = openpyxl.load_workbook(io.BytesIO(made.content))
    at = {cell.value: cell.column for cell in book.worksheets[0][1]}
    for row in range(2, 2 + lines):
        for title, value in cells.items():
            book.worksheets[0].cell(row, at[title]).value = value
    back = io.BytesIO()
    book.save(back)
    return back.getvalue()


def upload(desk: TestClient, content: bytes) -> str:
    form = {"csrf": token(desk.get("/batches").text)}
    return desk.post("/batches/returns", data=form, files={"workbook": ("核查表.xlsx", content)}).text


def taken(desk: TestClient, looked: str, **fields: str) -> str:
    kept = re.findall(r'name="token" value="([^"]*)"', looked)[0]
    return desk.post("/batches/returns/taken", data={"csrf": token(looked), "token": kept, **fields}).text


def outcomes(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(RecordedOutcome.result)))


def test_a_workbook_is_looked_at_before_it_is_taken_and_taken_once(
    desk: TestClient, database: Database, batch: BatchView
) -> None:
    looked = upload(
        desk, workbook(desk, 1, 核查结果="属实", 核查日期="2026-01-05", 处置方式="督促整改", **{"追缴金额（元）": 1200})
    )
    assert "将登记 1 件" in looked
    assert "1,200 元" in looked
    assert outcomes(database) == []
    assert "已收回 1 件" in taken(desk, looked)
    assert "已收回 0 件结果；1 件之前已登记" in taken(desk, looked)
    assert outcomes(database) == ["confirmed"]


def test_faults_and_conflicts_are_shown_and_the_rest_can_be_taken(
    desk: TestClient, database: Database, batch: BatchView
) -> None:
    with database.writing() as session:
        cases = [case.case_id for case in repository.case_views(session, 1, EVERYTHING)]
    content = workbook(desk, 1, 核查结果="不属实", 核查日期="2026-01-05")
    book = openpyxl.load_workbook(io.BytesIO(content))
    number = int(book.worksheets[0]["B2"].value)
    assert number in cases
    with database.writing() as session:
        record(session, number, OutcomeForm("confirmed", TODAY), SUPERVISOR, 1)
    looked = upload(desk, content)
    assert "与已登记的不一致" in looked
    assert "全部收下" not in looked
    broken = upload(desk, workbook(desk, 1, 核查结果="大概"))
    assert "只能填写属实、不属实、无法核实" in broken
    assert outcomes(database) == ["confirmed"]


def test_what_is_no_workbook_is_refused_on_the_page(desk: TestClient, batch: BatchView) -> None:
    assert "不是下发的核查表" in upload(desk, b"no workbook")


def test_estimates_verifiers_and_rechecks_stand_on_one_page(
    desk: TestClient, database: Database, batch: BatchView
) -> None:
    assert "还没有复核结果" in desk.get("/batches/findings").text
    with database.writing() as session:
        for case in repository.case_views(session, 1, EVERYTHING):
            result = "confirmed" if case.why == "top" else "cleared"
            record(session, case.case_id, OutcomeForm(result, TODAY), SUPERVISOR, 1)
    page = desk.get("/batches/findings").text
    assert "直接数" in page
    assert "预期" in page
    assert "直接数" in desk.get("/batches/1").text  # of this batch alone
    done = sent(desk, "/batches/findings", "/batches/rechecks", visits=2, due=DUE.isoformat())
    assert "复核抽查" in done
    refused = sent(desk, "/batches/findings", "/batches/rechecks", visits="viele", due=DUE.isoformat())
    assert "请填写要复核的件数" in refused


def test_an_inspector_reads_batches_and_makes_none(client: TestClient, database: Database, batch: BatchView) -> None:
    desk = as_role(client, database, "inspector")
    page = desk.get("/batches/1").text
    assert "记为已催办" not in page
    assert "随机抽取" not in page
    assert desk.get("/batches/new").status_code == 403
    form = {"csrf": token(page), "version": 1, "reason": "x"}
    assert desk.post("/batches/1/cancel", data=form).status_code == 403


@pytest.mark.parametrize("path", ["/batches/99", "/batches/abc", "/batches/1/townships/987"])
def test_what_is_not_there_gets_a_page(desk: TestClient, path: str) -> None:
    answer = desk.get(path)
    assert answer.status_code < 500
    assert "</html>" in answer.text


def test_pages_of_batches_read_in_english(desk: TestClient, batch: BatchView) -> None:
    desk.post("/language", data={"language": "en", "back": "/batches"})
    for path in ("/batches", "/batches/1", "/batches/new", f"/batches/new/preview?{ASKED}", "/batches/findings"):
        page = desk.get(path).text
        assert '<html lang="en">' in page
        for text in re.findall(r"<(?:h1|h2|th|button|label)[^>]*>([^<]+)<", page):
            assert (
                text == "中文"
                or path == "/batches/1"
                or not re.search(r"[\u4e00-\u9fff]", text)
                or 'class="lead"' in text
                or text.endswith(("乡", "镇"))
            ), text


def test_a_township_sees_its_part_of_a_batch_and_hands_out_and_returns_only_that(
    client: TestClient, database: Database, batch: BatchView
) -> None:
    with database.reading() as session:
        towns = repository.townships(session, 1, EVERYTHING)
    own, other = towns[0], towns[1]
    desk = as_role(client, database, "inspector", Scope("township", own.township_key, own.township))
    page = desk.get("/batches/1").text
    assert own.township in page
    assert other.township not in page
    assert "/batches/findings" not in desk.get("/batches").text
    assert desk.get("/batches/findings").status_code == 403
    assert "这里没有线索" in desk.get(f"/batches/1/townships/{other.township_key}").text
    form = {"csrf": token(page), "township": other.township}
    assert desk.post("/batches/1/hand-out", data=form).status_code == 422
    assert desk.post("/batches/1/hand-out", data=form | {"township": own.township}).status_code == 200
    with database.writing() as session:
        everything = handing_out.handed_out(session, 1, None, False, "", SUPERVISOR)
    with zipfile.ZipFile(io.BytesIO(everything.content)) as files:
        looked = upload(desk, files.read(f"第9批-{other.township}.xlsx"))
    assert "中没有线索" in looked
