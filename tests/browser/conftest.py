"""A real server on a real small county, and Debian's Chromium in front of it."""

import secrets
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from records.home import Home
from records.progress import silent
from serving import demo
from serving.accounts import service as accounts
from serving.app import create_app
from serving.database import open_database
from serving.jobs.worker import work
from serving.models import promotion
from tests.serving.conftest import SECRET
from tests.serving.models.conftest import tiny
from training import run

PEOPLE = 4000
# What Chromium may not do of its own: a test watches every request that leaves it.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK, PHONE = (1440, 900), (360, 740)


@dataclass(frozen=True)
class Server:
    """A running workbench."""

    address: str
    home: Home
    passwords: dict[str, str]  # by role


@contextmanager
def served(home: Home, people: int) -> Iterator[Server]:
    """Bureau files, import, training, scan, accounts, and uvicorn over it all."""
    ready = demo.prepare(home, people, silent, None, "test")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        running = uvicorn.Server(uvicorn.Config(create_app(home), access_log=False, log_level="warning"))
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
        thread.start()
        while not running.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.05)
        host, port = listener.getsockname()[:2]
        passwords = {account.role: account.password for account in ready.accounts}
        yield Server(f"http://{host}:{port}", home, passwords | {"administrator": _administrator(home)})
        running.should_exit = True
        thread.join()


@contextmanager
def working(home: Home) -> Iterator[None]:
    """A worker over the home."""
    stop, database = threading.Event(), open_database(home)
    thread = threading.Thread(target=work, args=(database, stop))
    thread.start()
    yield
    stop.set()
    thread.join()
    database.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = Home(tmp_path_factory.mktemp("browser") / "home")
    home.begin_with(SECRET)
    with served(home, PEOPLE) as running:
        yield running


@pytest.fixture(scope="session")
def first_model(server: Server) -> str:
    """The version of a model in use: a small one, for the small county has few outcomes to learn from."""
    version, database = run.train(server.home, settings=tiny(10), who="analyst").version, open_database(server.home)
    promotion.promote(database, version, "analyst", override="试用")
    promotion.follow(database)
    database.close()
    return version


@pytest.fixture(scope="module")
def worker(server: Server) -> Iterator[None]:
    with working(server.home):
        yield


def _administrator(home: Home) -> str:
    """Somebody who keeps the users; the demo has nobody for it."""
    password, database = secrets.token_urlsafe(9), open_database(home)
    with database.writing() as session:
        if "administrator" in {user.name for user in accounts.list_users(session)}:
            accounts.set_password(session, "administrator", password, "test")
        else:
            accounts.add_user(session, "administrator", "系统管理员", "administrator", password, "test")
    database.close()
    return password


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.fail("The browser tests need Debian's Chromium; `make browser` (part of `make test`) installs it.")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield started
        started.close()


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Visit]:
    """Open a page as a role; afterwards nothing may have gone wrong in it, and nothing asked of another host."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []
    here = urlsplit(server.address).netloc

    def watch(page: Page) -> None:
        def heard(message: ConsoleMessage) -> None:
            # The browser reports an answer of 4xx as an error of its own; the tests look at those answers themselves.
            if message.type in ("error", "warning") and "the server responded with a status of 4" not in message.text:
                complaints.append(message.text)

        page.on("console", heard)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda asked: complaints.append(asked.url) if urlsplit(asked.url).netloc != here else None)

    def open_page(role: str | None = "inspector", size: tuple[int, int] = DESK, script: bool = True) -> Page:
        context = browser.new_context(
            base_url=server.address,
            viewport={"width": size[0], "height": size[1]},
            locale="zh-CN",
            java_script_enabled=script,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        watch(page)
        page.goto("/")
        if role is not None:
            sign_in(page, role, server.passwords[role])
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def sign_in(page: Page, name: str, password: str) -> None:
    """Fill in the form one was led to."""
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def fits(page: Page) -> bool:
    """Whether nothing sticks out at the right."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    return bool(page.evaluate("document.documentElement.scrollWidth") <= width)
