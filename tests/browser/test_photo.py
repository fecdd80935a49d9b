"""An outcome with a photo, as one takes it in the yard."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit, fits
from tests.browser.test_inspector import SIZES, record, take_next

pytestmark = [pytest.mark.browser, pytest.mark.slow]
JPEG = b"\xff\xd8\xff"


@pytest.mark.parametrize("size", SIZES)
def test_an_outcome_is_recorded_with_a_photo_that_can_be_looked_at_afterwards(
    visit: Visit, size: tuple[int, int]
) -> None:
    page = visit("inspector", size)
    case = take_next(page)
    photo = page.screenshot(type="jpeg", quality=60)
    page.set_input_files("#photo", {"name": "院内.jpg", "mimeType": "image/jpeg", "buffer": photo})
    record(page, "不属实", "本人健在，已当面核对。")
    expect(page.get_by_role("status")).to_contain_text("已保存")
    kept = page.locator(".files li a")
    expect(kept).to_have_text("院内.jpg")
    assert fits(page)
    answer = page.request.get(kept.get_attribute("href") or "")
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.body().startswith(JPEG)

    other = visit("auditor", size)
    other.goto(f"/cases/{case}")
    assert other.locator(".files").count() == 0, "who reads cases without identities sees no photos"
    assert other.request.get(kept.get_attribute("href") or "").status == 403
