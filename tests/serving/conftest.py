"""A small fictional county, imported and scanned once; each test gets its own copy of the home."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from experiments.county.write import write
from records import clock
from records.home import Home
from records.imports.importing import import_folder
from serving.accounts import service as accounts
from serving.accounts.views import COUNTY, Role, Scope, User
from serving.app import create_app
from serving.database import Database, open_database
from serving.queue.service import queue_page
from serving.queue.views import QueueFilter, QueueRow
from serving.scan.service import ScanReport, scan
from serving.scan.store import current_folder
from serving.security import keys

PASSWORD = "correct horse battery"
SECRET = b"0123456789abcdef" * 2  # the same keys in every run, and with them the same order of equal cases


@dataclass(frozen=True)
class Scanned:
    """A home with a scan, and what the scan said."""

    home: Home
    report: ScanReport


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    """A server started in a test binds the log to that test's output."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Scanned:
    folder = tmp_path_factory.mktemp("county")
    write(folder, 700, seed=11)
    home = Home(tmp_path_factory.mktemp("template") / "home")
    home.begin_with(SECRET)
    import_folder(home, folder)
    return Scanned(home, scan(home))


@pytest.fixture
def scanned(template: Scanned, tmp_path: Path) -> Home:
    """A home of one's own with a scanned county in it."""
    shutil.copytree(template.home.path, tmp_path / "home")
    return Home(tmp_path / "home")


@pytest.fixture
def database(scanned: Home) -> Iterator[Database]:
    opened = open_database(scanned)
    yield opened
    opened.close()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    """A database without a county."""
    opened = open_database(Home(tmp_path / "empty"))
    yield opened
    opened.close()


@pytest.fixture
def client(scanned: Home) -> Iterator[TestClient]:
    """The real application, without any key."""
    with TestClient(create_app(scanned), raise_server_exceptions=False) as found:
        yield found


@pytest.fixture
def backend(client: TestClient, database: Database) -> TestClient:
    """The real application, called by a program with the role backend."""
    client.headers["Authorization"] = f"Bearer {key_for(database, 'backend')}"
    return client


def key_for(database: Database, role: Role, scope: Scope = COUNTY) -> str:
    with database.writing() as session:
        return keys.add_key(session, "a test", role, by="test", scope=scope)


WHOLE = User(0, "test", "test", "supervisor")  # sees all of the county
LI = User(1, "li", "李", "inspector")


def person(session: Session, role: Role = "inspector", name: str = "wangli", scope: Scope = COUNTY) -> User:
    return accounts.add_user(session, name, "王丽", role, PASSWORD, by="test", scope=scope)


def first_open(database: Database, rule: str | None = None) -> QueueRow:
    """The best open case of the county, or of those that a rule hits."""
    with database.reading() as session:
        return queue_page(session, QueueFilter(rule=rule), WHOLE).rows[0]


def scan_folder(home: Home) -> Path:
    """Where the current scan of a home stands."""
    database = open_database(home)
    with database.reading() as session:
        found = current_folder(session)
    database.close()
    return found


TODAY = clock.today()
