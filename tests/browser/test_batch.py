"""A batch goes out to the townships as workbooks, and comes back filled in."""

import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from playwright.sync_api import Download, Page, expect

from records import clock
from tests.browser.conftest import Visit, fits
from tests.browser.test_axe import violations
from tests.browser.test_inspector import SIZES, record

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def made(page: Page) -> str:
    """Build a batch of a few cases for each township; its address."""
    page.goto("/batches/new")
    page.get_by_label("每个乡镇的核查件数").fill("4")
    page.get_by_role("button", name="预览").click()
    expect(page.get_by_role("heading", name="预览批次")).to_be_visible()
    assert fits(page)
    page.get_by_role("button", name="交办").click()
    expect(page.get_by_role("status")).to_contain_text("已交办")
    assert fits(page)
    return page.url.split("?")[0]


def handed_out(page: Page, township: str | None = None) -> Download:
    """What the button gives: one township's workbook, or all of them."""
    page.get_by_label("给谁").select_option(label=township) if township else page.get_by_label("给谁").select_option("")
    with page.expect_download() as fetched:
        page.get_by_role("button", name="下载").click()
    return fetched.value


def filled(file: Path, result: str) -> list[int]:
    """Write the same result into every line; the numbers of the cases."""
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    at = {cell.value: cell.column for cell in sheet[1]}
    rows = range(2, sheet.max_row + 1)
    for row in rows:
        sheet.cell(row, at["核查结果"]).value = result
        sheet.cell(row, at["核查日期"]).value = clock.today()
    book.save(file)
    return [int(str(sheet.cell(row, at["线索编号"]).value)) for row in rows]


def upload(page: Page, file: Path) -> None:
    """Send it in, to be looked at first."""
    page.goto("/batches")
    page.get_by_label("填好的核查表（.xlsx）").set_input_files(file)
    page.get_by_role("button", name="上传并检查").click()
    expect(page.get_by_role("heading", name="收回核查表")).to_be_visible()
    assert fits(page)


@pytest.mark.parametrize("size", SIZES)
def test_a_batch_goes_out_as_a_workbook_for_each_township_and_comes_back_once(
    visit: Visit, tmp_path: Path, size: tuple[int, int]
) -> None:
    page = visit("supervisor", size)
    batch = made(page)
    assert violations(page) == []
    townships = [words.strip() for words in page.locator(".towns .lead").all_text_contents()]
    with ZipFile(BytesIO(Path(handed_out(page).path()).read_bytes())) as packed:
        assert len(packed.namelist()) == len(townships)
    file = tmp_path / "back.xlsx"
    handed_out(page, townships[0]).save_as(file)
    cases = filled(file, "不属实")
    assert len(cases) == 4

    page.goto(f"/cases/{cases[0]}")
    record(page, "属实", "已退回。")
    expect(page.get_by_role("status")).to_be_visible()

    upload(page, file)
    assert violations(page) == []
    expect(page.locator(".conflicts tbody tr")).to_have_count(1)
    expect(page.locator(".conflicts")).to_contain_text("属实")
    expect(page.locator(".new tbody tr")).to_have_count(3)
    page.get_by_role("button", name="先收下没有问题的").click()
    expect(page.get_by_role("status")).to_contain_text("已收回 3 件")

    upload(page, file)
    expect(page.locator("header p")).to_contain_text("将登记 0 件；3 件之前已登记")
    expect(page.get_by_role("button", name=re.compile("收下"))).to_have_count(0)
    page.goto(f"/cases/{cases[0]}")
    expect(page.locator(".recorded")).to_contain_text("督促整改")
    page.goto(batch)
    expect(page.locator(".towns tbody tr", has_text=townships[0])).to_contain_text("4 / 4")
