"""The analyst's loop: train again, read the card, compare, put the new model into use, and go back."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Visit, fits
from tests.serving.models.conftest import tiny
from training import settings

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MOST_MS = 90_000  # a training, beside whatever else the machine does
REASON, BACK = "试用一个月，再看属实比例。", "新模型没有更准。"


def watched(page: Page) -> None:
    """Stay on the page of a job that runs: its steps change without loading it anew, until it is done."""
    step = page.locator("[data-show=step]")
    page.evaluate("window.loadedOnce = true")
    seen = step.text_content() or ""
    expect(step).not_to_have_text(seen, timeout=MOST_MS)
    assert page.evaluate("window.loadedOnce"), "the step changed because the page was loaded anew"
    done(page)


def done(page: Page) -> None:
    """Wait until the job whose page is open ended well."""
    expect(page.locator(".outcome.done")).to_contain_text("已完成", timeout=MOST_MS)
    assert fits(page)


def all_pictures_show(page: Page) -> None:
    """Every chart on the page is drawn, and nothing is too wide."""
    charts = page.locator(".chart img")
    expect(charts.first).to_be_attached()
    for image in charts.all():
        image.scroll_into_view_if_needed()
        assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    assert fits(page)


def listed_as(page: Page, role: str) -> str:
    """The version that the list of models gives this role."""
    page.goto("/models")
    assert fits(page)
    line = page.locator(".ledger tbody tr", has=page.get_by_text(role, exact=True))
    return (line.locator("td").first.text_content() or "").strip()


def switched(page: Page, version: str) -> None:
    """The page after a switch says so, at first and once the queue follows; the queue then names the model."""
    page.wait_for_url(re.compile("/models/compare"))
    said = page.get_by_role("status")
    expect(said).to_contain_text(f"模型 {version} 已投入使用")
    all_pictures_show(page)
    here = page.url
    page.goto(re.sub(r".*job=(\d+)", r"/jobs/\1", here))
    done(page)
    page.goto(here)
    expect(said).to_contain_text("已按它重新打分")
    said.get_by_role("link", name="去核查队列").click()
    expect(page.get_by_text(f"可能性由模型 {version} 给出")).to_be_visible()
    assert fits(page)
    assert listed_as(page, "在用") == version


@pytest.mark.parametrize(("size", "rounds"), [pytest.param(DESK, 40, id="desk"), pytest.param(PHONE, 60, id="phone")])
def test_an_analyst_trains_reads_the_card_compares_promotes_and_rolls_back(
    visit: Visit,
    worker: None,
    first_model: str,
    size: tuple[int, int],
    rounds: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    few = tiny(rounds)
    monkeypatch.setattr(settings, "default", lambda: few)
    page = visit("analyst", size)
    page.goto("/data")
    assert fits(page)
    page.get_by_role("button", name="开始训练").click()
    page.wait_for_url("**/jobs/*")
    watched(page)

    page.get_by_role("link", name="看模型说明").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("模型说明")
    all_pictures_show(page)
    second = listed_as(page, "候选")
    assert second != first_model

    page.get_by_role("link", name=f"与在用的比较 {second}").click()
    expect(page.get_by_role("heading", name="同样的线索上，谁排得准")).to_be_visible()
    expect(page.get_by_role("status")).to_have_count(0)
    all_pictures_show(page)

    listed_as(page, "候选")
    page.get_by_role("link", name=f"投入使用… {second}").click()
    expect(page.locator(".verdict")).to_contain_text("上线检查：不同意")
    assert page.locator(".verdict li").count() > 0, "the gate says why"
    assert fits(page)
    promote = page.get_by_role("button", name="不顾上线检查，投入使用")
    promote.click()
    assert listed_as(page, "在用") == first_model, "nothing happens without a reason"
    page.goto(f"/models/{second}/promotion")
    page.get_by_label("为什么仍要投入使用").fill(REASON)
    promote.click()
    switched(page, second)
    expect(page.locator(".acts li").first).to_contain_text(REASON)

    page.get_by_role("link", name=f"退回 {first_model}").click()
    assert fits(page)
    page.get_by_label("为什么退回").fill(BACK)
    page.get_by_role("button", name="退回", exact=True).click()
    switched(page, first_model)
    expect(page.locator(".acts li").first).to_contain_text(BACK)
