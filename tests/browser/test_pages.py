"""Every page as it stands in the browser: fits, reads in two languages, works from the keyboard, knows the roles."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Visit, fits

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def pages(page: Page) -> list[str]:
    """The addresses of all pages, a case and a rule of them included."""
    page.goto("/queue")
    cases = [link.get_attribute("href") or "" for link in page.locator(".cases .what a").all()]
    page.goto("/rules")
    rules = [link.get_attribute("href") or "" for link in page.locator(".catalogue a").all()]
    page.goto("/models")
    cards = [link.get_attribute("href") or "" for link in page.locator(".ledger a").all()]
    others = ["/queue?level=red&status=cleared", "/rules", "/model", "/models", "/nowhere"]
    return ["/queue", *cases[:6], *rules[:3], *cards[:1], *others]


@pytest.mark.parametrize("size", [pytest.param(DESK, id="desk"), pytest.param(PHONE, id="phone")])
def test_no_page_is_wider_than_the_screen_in_either_language(visit: Visit, size: tuple[int, int]) -> None:
    page = visit("supervisor", size)
    addresses = pages(page)
    for language in ("zh-CN", "en"):
        for address in addresses:
            page.goto(address)
            assert page.locator("html").get_attribute("lang") == language
            assert fits(page), f"{address} in {language} is wider than {size[0]} px"
        page.goto("/queue")
        page.get_by_role("button", name="English" if language == "zh-CN" else "中文").click()


def test_english_pages_hold_no_chinese_words_of_ours(visit: Visit) -> None:
    page = visit("supervisor")
    page.get_by_role("button", name="English").click()
    for text in page.locator("th, h1, h2, .figures dt, .button").all_text_contents():
        assert not re.search(r"[\u4e00-\u9fff]", text), text


def test_the_queue_can_be_worked_from_the_keyboard(visit: Visit) -> None:
    page = visit("inspector")
    page.goto("/queue")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator(".cases .what a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/cases/"))
    page.locator("#result-confirmed").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#result-cleared")).to_be_checked()


def test_single_keys_move_open_decide_and_never_while_one_types(visit: Visit) -> None:
    page = visit("inspector")
    page.goto("/queue")
    links = page.locator(".cases .what a")
    for key, place in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        expect(links.nth(place)).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator(".cases input[type=checkbox]").nth(1)).to_be_checked()
    page.keyboard.press("o")
    page.wait_for_url(re.compile("/cases/"))
    page.keyboard.press("2")
    expect(page.locator("#result-cleared")).to_be_checked()
    page.locator("#note").fill("")
    page.locator("#note").press_sequentially("n1q")
    expect(page.locator("#note")).to_have_value("n1q")
    page.locator("#result-cleared").focus()
    page.keyboard.press("q")
    page.wait_for_url(re.compile("/queue"))


def test_an_auditor_reads_cases_without_identities_and_records_nothing(visit: Visit) -> None:
    page = visit("auditor")
    expect(page.get_by_role("button", name="下一件")).to_have_count(0)
    page.locator(".cases .what a").first.click()
    expect(page.get_by_text("您的角色只能查看")).to_be_visible()
    expect(page.locator("form.outcome")).to_have_count(0)
    expect(page.get_by_text("查看完整姓名和证件号")).to_have_count(0)


def test_a_page_the_role_may_not_see_says_so_in_the_same_look(visit: Visit) -> None:
    page = visit("inspector")
    answer = page.goto("/model")
    assert answer is not None
    assert answer.status == 403
    expect(page.locator(".empty")).to_contain_text("您的角色")


def test_the_models_page_shows_it_beside_the_yardsticks_or_says_why_there_is_none(visit: Visit) -> None:
    page = visit("supervisor")
    page.get_by_role("link", name="模型").click()
    expect(page.locator("h1")).to_contain_text("模型")
    for image in page.locator(".chart img").all():
        image.scroll_into_view_if_needed()
        assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0


def test_every_page_forbids_foreign_scripts_frames_and_keeping(visit: Visit) -> None:
    page = visit("supervisor")
    for address in pages(page):
        answer = page.goto(address)
        assert answer is not None
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
