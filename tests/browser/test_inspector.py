"""An inspector's day: sign in, filter, take the next case, read it, record what the visit found."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from records import clock
from records.home import Home
from serving.cases.papers import papers_of
from serving.cases.tables import Case
from serving.corrections.resting import facts_of
from serving.database import open_database
from serving.scan.current import scan_in_use
from tests.browser.conftest import DESK, PHONE, Server, Visit, fits, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SIZES = [pytest.param(DESK, id="desk"), pytest.param(PHONE, id="phone")]


def record(page: Page, result: str, note: str = "") -> None:
    """Fill in the outcome form of the case that is open, and save."""
    page.locator(".answers label[for^=result-]").get_by_text(result, exact=True).click()
    if result == "属实":
        page.get_by_label("处置方式").select_option(label="督促整改")
        page.get_by_label("已追缴金额（元）").fill("1,200.50")
    page.get_by_label("核查日期").fill(clock.today().isoformat())
    page.get_by_label("情况说明").fill(note)
    page.get_by_role("button", name="保存结果").click()


def take_next(page: Page) -> int:
    """Press 下一件; the number of the case it opens."""
    page.get_by_role("button", name="下一件").click()
    page.wait_for_url(re.compile(r"/cases/\d+"))
    found = re.search(r"/cases/(\d+)", page.url)
    assert found is not None
    return int(found[1])


@pytest.mark.parametrize("size", SIZES)
def test_an_inspector_filters_takes_the_next_case_reads_it_and_records_the_outcome(
    visit: Visit, size: tuple[int, int]
) -> None:
    page = visit("inspector", size)
    expect(page).to_have_title(re.compile("核查队列"))
    rows = page.locator(".cases tbody tr")
    expect(rows.first).to_be_visible()
    assert fits(page)

    if size == PHONE:
        page.get_by_text("筛选和查找").click()
    level = page.locator(".filters a", has_text=re.compile("色")).first
    word = (level.locator(".level").text_content() or "").strip()
    level.click()
    expect(rows.first).to_contain_text(word)
    expect(page.locator(".chips")).to_contain_text(word)

    first = take_next(page)
    assert fits(page)
    for words in ("发放记录", "登记信息", "为什么排在这里", "不支持怀疑的情况", "上门问什么", "经过"):
        expect(page.get_by_text(words, exact=True).first).to_be_visible()
    expect(page.locator(".who h1")).to_contain_text("*")
    chart = page.locator(".chart img")
    chart.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.chart img').naturalWidth > 0")
    assert ("narrow" if size == PHONE else "wide") in str(chart.evaluate("image => image.currentSrc"))

    page.locator(".answers label[for^=result-]").get_by_text("不属实", exact=True).click()
    expect(page.get_by_label("处置方式")).to_be_hidden()
    expect(page.get_by_text("登记有误：")).to_be_visible()
    record(page, "属实", "家属已退回。")
    expect(page.get_by_role("status")).to_contain_text("1,200.50 元")
    expect(page.locator(".recorded")).to_contain_text("督促整改")
    expect(page.locator(".history")).to_contain_text("核查员")

    second = take_next(page)
    assert second != first
    assert "level=" in page.url, "the filter goes along"


def test_it_all_works_without_javascript(visit: Visit) -> None:
    page = visit("inspector", script=False)
    take_next(page)
    record(page, "无法核实", "多次上门无人，邻居称外出务工。")
    expect(page.get_by_role("status")).to_contain_text("无法核实")


def test_a_wrong_fact_of_a_register_is_named_without_javascript_and_the_page_says_who_corrected_it(
    visit: Visit, server: Server
) -> None:
    case_id = next(number for number, facts in cases_with_facts(server.home) if facts)
    page = visit("supervisor", PHONE, script=False)
    page.goto(f"/cases/{case_id}")
    page.locator(".answers label[for^=result-]").get_by_text("不属实", exact=True).click()
    page.get_by_text("指明哪一条登记有误").click()
    page.get_by_label("有误的登记").select_option(index=1)
    page.get_by_label("错在哪里").select_option(label="登记的情况不存在")
    assert fits(page)
    page.get_by_role("button", name="保存结果").click()
    expect(page.get_by_role("alert")).to_contain_text("写明依据")
    expect(page.get_by_label("错在哪里")).to_have_value("absent")
    page.get_by_label("情况说明").fill("实地查看，登记与实际不符。")
    page.get_by_role("button", name="保存结果").click()
    expect(page.get_by_role("status")).to_contain_text("不属实")
    corrected = page.locator(".settled", has_text="登记信息已更正")
    expect(corrected).to_contain_text("实地查看")
    expect(corrected).to_contain_text("下次比对后")
    assert fits(page)


def cases_with_facts(home: Home) -> Iterator[tuple[int, int]]:
    """Open cases, most probable last, with the number of register facts their hits rest on."""
    database = open_database(home)
    with database.reading() as session:
        scan = scan_in_use(session)
        for case in session.scalars(select(Case).where(Case.status == "open").order_by(Case.rank.desc())):
            yield case.id, len(facts_of(scan, papers_of(home, scan), case.award_key))
    database.close()


def test_what_cannot_be_saved_comes_back_filled_in_with_the_reason(visit: Visit) -> None:
    page = visit("inspector")
    take_next(page)
    record(page, "无法核实")
    expect(page.get_by_role("alert")).to_contain_text("写明原因")
    expect(page.locator("#result-inconclusive")).to_be_checked()
    page.get_by_label("情况说明").fill("户主外出，已约下周。")
    page.get_by_role("button", name="保存结果").click()
    expect(page.get_by_role("status")).to_contain_text("已保存")


def test_two_inspectors_cannot_overwrite_each_other(visit: Visit) -> None:
    one, other = visit("inspector"), visit("supervisor")
    take_next(one)
    other.goto(one.url)
    record(one, "不属实", "本人健在。")
    expect(one.get_by_role("status")).to_be_visible()
    record(other, "属实")
    expect(other.get_by_role("alert")).to_contain_text("已被别人改过")
    expect(other.locator(".recorded")).to_contain_text("不属实")


def test_a_form_sent_twice_is_recorded_once(visit: Visit) -> None:
    page = visit("inspector")
    take_next(page)
    address, fields = page.url, {"result": "cleared", "verified": clock.today().isoformat(), "note": "走访三户。"}
    hidden = {
        name: page.locator(f".outcome input[name={name}]").get_attribute("value") or "" for name in ("csrf", "version")
    }
    action = page.locator("form.outcome").get_attribute("action") or ""
    for _ in range(2):
        answer = page.request.post(action, form={**fields, **hidden})
        assert answer.ok
        assert "saved=1" in answer.url
    page.goto(address)
    expect(page.locator(".history li", has_text="不属实")).to_have_count(1)


def test_a_name_is_revealed_for_a_reason_and_stays_out_of_the_address(visit: Visit) -> None:
    page = visit("inspector")
    page.locator(".cases .what a").first.click()
    page.get_by_text("查看完整姓名和证件号").click()
    page.get_by_label("事由（将记入日志）").fill("入户前核对身份")
    page.get_by_role("button", name="查看").click()
    name = (page.locator(".who h1").text_content() or "").strip()
    assert "*" not in name
    assert "查看已记入日志" in (page.locator(".who").text_content() or "")
    assert "入户" not in page.url

    page.goto("/queue")
    page.get_by_label("姓名、证件号或编号").fill(re.split(r"[男女\s]", name)[0])
    page.get_by_role("button", name="查找").click()
    expect(page.locator(".cases tbody tr").first).to_be_visible()
    assert page.url.endswith("/queue"), "what was searched for must not stand in the address"


def test_the_page_after_the_first_goes_on_where_it_ended(visit: Visit) -> None:
    page = visit("inspector")
    last = int(page.locator(".cases .rank").last.text_content() or "0")
    page.get_by_role("link", name="下一页").click()
    page.wait_for_url(re.compile("cursor="))
    assert int(page.locator(".cases tbody .rank").first.text_content() or "0") > last
    page.get_by_role("link", name="回到第一页").click()
    expect(page.locator(".cases tbody .rank").first).not_to_have_text(str(last + 1))


def test_a_wrong_password_is_said_and_lets_nobody_in(visit: Visit, server: Server) -> None:
    page = visit(None)
    sign_in(page, "inspector", "not the password")
    expect(page.get_by_role("alert")).to_contain_text("用户名或密码不对")
    page.goto("/queue")
    expect(page).to_have_url(re.compile(r"/sign-in\?onward=/queue"))
    sign_in(page, "inspector", server.passwords["inspector"])
    expect(page).to_have_url(re.compile("/queue$"))
    page.get_by_role("button", name="退出").click()
    page.goto("/queue")
    expect(page).to_have_url(re.compile("/sign-in"))
