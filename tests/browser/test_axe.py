"""axe-core on every page a role can open: contrast, labels and the rest of WCAG 2 A and AA."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import DESK, PHONE, Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
OPTIONS = {"runOnly": {"type": "tag", "values": STANDARDS}, "resultTypes": ["violations"]}
EVERYWHERE = ("/account", "/nowhere")
DOCUMENTS = ("/docs/examples", "/docs/problems")
SOON = date.today() + timedelta(days=30)
# By role: addresses, and a list page with the link on it that leads to one of its kind.
PAGES: dict[str, tuple[str | tuple[str, str], ...]] = {
    "inspector": ("/queue", ("/queue", ".cases .what a"), "/cases/999999", "/model", *EVERYWHERE),
    "supervisor": (
        "/queue?sort=expected", "/queue?level=red&status=cleared", ("/queue", ".cases .what a"), "/board", "/batches",
        "/batches/new", f"/batches/new/preview?each=5&share=10&due={SOON}", "/corrections", "/rules",
        ("/rules", ".catalogue a"), "/rules/health", "/model",
    ),
    "analyst": (
        "/data", "/jobs", "/imports", "/snapshots", ("/snapshots", "main table a, main li a"), "/models",
        ("/models", ".ledger a"), ("/models", ".ways-cell a"), "/models/compare", "/batches/findings", *DOCUMENTS,
    ),
    "auditor": ("/queue", ("/queue", ".cases .what a"), "/admin/audit", "/jobs"),
    "administrator": ("/admin/users", ("/admin/users", "main table a"), "/admin/keys", "/admin/audit"),
}  # fmt: skip


def violations(page: Page) -> list[str]:
    """What axe finds wrong, with the elements; never with what stands in them."""
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [f"{one['id']} at {node['target']}" for one in found for node in one["nodes"]]


def faults(page: Page, role: str) -> Iterator[str]:
    """Every violation on every page of the role."""
    for asked in PAGES[role]:
        address = asked if isinstance(asked, str) else _led_to(page, *asked)
        if address is not None:
            page.goto(address)
            yield from (f"{address}: {fault}" for fault in violations(page))


def _led_to(page: Page, listed: str, link: str) -> str | None:
    page.goto(listed)
    links = page.locator(link)
    return links.first.get_attribute("href") if links.count() else None


@pytest.mark.parametrize("size", [pytest.param(DESK, id="desk"), pytest.param(PHONE, id="phone")])
@pytest.mark.parametrize("role", sorted(PAGES))
def test_axe_finds_nothing_wrong_on_any_page_the_role_can_open(visit: Visit, role: str, size: tuple[int, int]) -> None:
    assert list(faults(visit(role, size), role)) == []


def test_axe_finds_nothing_wrong_where_one_signs_in(visit: Visit) -> None:
    assert violations(visit(None)) == []
