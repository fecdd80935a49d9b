"""数据与任务 in the browser: files chosen and sent, progress seen live, and the same without JavaScript."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Visit, fits
from tests.serving.imports.conftest import HEADER

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MOST_MS = 90_000


def send(page: Page, folder: Path, amount: int) -> None:
    """Choose two files and send them."""
    lists = []
    for number in (1, 2):
        lists.append(folder / f"名单{number}-{amount}.csv")
        row = f"王芳,110101194001010016,东镇,一村,农村低保,{amount + number},2025-0{number}-10\n"
        lists[-1].write_text(HEADER + row + row.replace(f",{amount + number},", ",-1,"))
    page.goto("/data")
    page.set_input_files("#files", lists)
    page.get_by_role("button", name="上传并导入").click()
    page.wait_for_url("**/jobs/*")


@pytest.mark.parametrize("script", [pytest.param(True, id="live"), pytest.param(False, id="without-script")])
def test_an_analyst_sends_files_in_and_reads_the_report(
    visit: Visit, worker: None, tmp_path: Path, script: bool
) -> None:
    page = visit("analyst", script=script)
    send(page, tmp_path, 300 if script else 500)
    expect(page.get_by_text("已完成")).to_be_visible(timeout=MOST_MS)
    page.get_by_role("link", name="看导入报告").click()
    expect(page.get_by_role("heading", name="导入报告")).to_be_visible()
    with page.expect_download() as fetched:
        page.get_by_role("button", name="下载退回的行").click()
    assert fetched.value.suggested_filename.endswith(".xlsx")
    assert Path(fetched.value.path()).read_bytes().startswith(b"PK")


@pytest.mark.parametrize("size", [pytest.param(DESK, id="desk"), pytest.param(PHONE, id="phone")])
def test_the_pages_of_data_and_jobs_fit_the_screen_in_both_languages(
    visit: Visit, worker: None, tmp_path: Path, size: tuple[int, int]
) -> None:
    page = visit("analyst", size)
    send(page, tmp_path, 700 + size[0])
    expect(page.get_by_text("已完成")).to_be_visible(timeout=MOST_MS)
    for _ in ("zh", "en"):
        for address in ("/data", "/jobs", "/jobs/1", "/imports", "/imports/1", "/snapshots", "/snapshots/000001"):
            page.goto(address)
            assert fits(page), f"{address} is wider than {size[0]} px"
        page.locator("form[action='/language'] button").first.click()
