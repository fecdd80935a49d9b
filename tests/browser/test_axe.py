"""axe-core on every page a role can open, in both languages: contrast, labels and the rest of WCAG 2 A and AA."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from sqlalchemy import select

from records import clock
from records.home import Home
from serving.accounts.views import User
from serving.batches import service as batches
from serving.batches.views import BatchOrder
from serving.cases.tables import Case
from serving.database import Database, open_database
from serving.identities.service import identities
from serving.imports import service as imports
from serving.imports import uploads
from serving.jobs.worker import work
from tests.browser.conftest import DESK, PHONE, Server, Visit
from tests.serving.conftest import WHOLE
from tests.serving.imports.conftest import LIST
from tests.serving.models.conftest import tiny
from training import run

pytestmark = [pytest.mark.browser, pytest.mark.slow]
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
OPTIONS = {"runOnly": {"type": "tag", "values": STANDARDS}, "resultTypes": ["violations"]}
CASE = ("/queue", ".cases .what a")
ANSWERED = tuple((*CASE, f"label[for=result-{result}]") for result in ("confirmed", "cleared", "inconclusive"))
REFUSED = {"inspector": ("/cases/999999", "/model", "/nowhere")}
SOON = clock.today() + timedelta(days=30)
ANALYST = User(0, "analyst", "analyst", "analyst")
# By role: addresses, or a list page with the link on it that leads to one of its kind, and what to press there.
PAGES: dict[str, tuple[str | tuple[str, ...], ...]] = {
    "inspector": (
        "/queue", CASE, *ANSWERED, "{identity}", "/account", *REFUSED["inspector"],
    ),
    "supervisor": (
        "/queue?sort=expected", "/queue?level=red&status=cleared", CASE, "{identity}", "/board", "/batches", "{batch}",
        "/batches/new", f"/batches/new/preview?each=5&share=10&due={SOON}", "/corrections", "/rules",
        ("/rules", ".catalogue a"), "/rules/health", "/model",
    ),
    "analyst": (
        "/data", "/jobs", ("/jobs", ".lines a"), "/imports", ("/imports", ".lines a"), "/snapshots",
        ("/snapshots", "main table a, main li a"), "/models", ("/models", ".ledger a"),
        ("/models", ".ways-cell a[href$=promotion]"), "/models/compare", "/batches/findings", "/docs/examples",
        "/docs/problems",
    ),
    "auditor": ("/queue", CASE, "{identity}", "/admin/audit", "/jobs", "/imports"),
    "administrator": ("/admin/users", ("/admin/users", "main table a"), "/admin/keys", "/admin/audit"),
}  # fmt: skip


@pytest.fixture(scope="module")
def shown(server: Server, first_model: str) -> dict[str, str]:
    """Gives the home what a fresh one has not: a second model, an import, a batch, candidates for a doubtful id."""
    run.train(server.home, settings=tiny(25), who="analyst")
    database = open_database(server.home)
    with database.writing() as session:
        imports.ask(session, ANALYST, uploads.store(server.home, [uploads.Sent("名单.csv", BytesIO(LIST))]))
    work(database, threading.Event(), once=True)
    with database.writing() as session:
        batch = batches.new(session, BatchOrder(per_township=2), WHOLE)
    addresses = {"batch": f"/batches/{batch.id}", "identity": f"/cases/{_doubtful(server.home, database)}"}
    database.close()
    return addresses


def _doubtful(home: Home, database: Database) -> int:
    """A case whose id belongs to nobody and that may be somebody's."""
    with database.reading() as session:
        listed = [one.damaged_key for one in identities(home, session, WHOLE) if one.candidates]
        return session.scalars(select(Case.id).where(Case.person_key.in_(listed)).order_by(Case.id).limit(1)).one()


def violations(page: Page) -> list[str]:
    """What axe finds wrong, with the elements; never with what stands in them."""
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [f"{one['id']} at {node['target']}" for one in found for node in one["nodes"]]


def faults(page: Page, role: str, shown: dict[str, str]) -> Iterator[str]:
    """Every violation on every page of the role, with all that can be unfolded unfolded."""
    for asked in PAGES[role]:
        where, *press = [asked.format(**shown)] if isinstance(asked, str) else [_led_to(page, *asked[:2]), *asked[2:]]
        answer = page.goto(where)
        assert answer is not None
        assert answer.ok is (where not in REFUSED.get(role, ())), f"{where} answers {answer.status}"
        for target in press:
            page.locator(target).click()
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        yield from (f"{where} {press}: {fault}" for fault in violations(page))


def _led_to(page: Page, listed: str, link: str) -> str:
    page.goto(listed)
    links = page.locator(link)
    assert links.count() > 0, f"{listed} of this home has no {link}, so nothing was asked of the page behind it"
    return links.first.get_attribute("href") or ""


@pytest.mark.parametrize(
    ("size", "language"), [pytest.param(DESK, "en", id="desk-en"), pytest.param(PHONE, "zh", id="phone-zh")]
)
@pytest.mark.parametrize("role", sorted(PAGES))
def test_axe_finds_nothing_wrong_on_any_page_the_role_can_open(
    visit: Visit, shown: dict[str, str], role: str, size: tuple[int, int], language: str
) -> None:
    page = visit(role, size)
    if language == "en":
        page.locator("form[action='/language'] button").first.click()
        page.locator("html[lang=en]").wait_for()
    assert list(faults(page, role, shown)) == []


def test_axe_finds_nothing_wrong_where_one_signs_in(visit: Visit) -> None:
    assert violations(visit(None)) == []
