"""A real PostgreSQL server for these tests, in a folder of its own, reached by a socket in it; gone afterwards."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from records.home import Home
from serving.database import Database, open_database
from serving.scan.service import scan
from tests.serving.conftest import Scanned

OWNER = "mingcha"
_numbers = count(1)


def program(name: str) -> str | None:
    """Where Debian or a path keeps a program of the server."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: float(place.parent.name))
    return shutil.which(name, path=os.pathsep.join([*map(str, reversed(places)), os.environ.get("PATH", "")]))


@pytest.fixture(scope="session")
def server() -> Iterator[Path]:
    """The folder with the socket of a running server."""
    initdb, pg_ctl = program("initdb"), program("pg_ctl")
    if initdb is None or pg_ctl is None:
        pytest.skip("PostgreSQL's server is not on this machine: apt-get install postgresql")
    # Not in pytest's folder, which the server's user may not enter; the server refuses to run as root.
    folder = Path(tempfile.mkdtemp(prefix="mingcha-postgresql-"))
    who = "postgres" if os.geteuid() == 0 else None
    if who is not None:
        shutil.chown(folder, who)

    def run(*command: str) -> None:
        subprocess.run(command, user=who, cwd=folder, check=True, stdout=subprocess.DEVNULL)

    data, socket_only = folder / "data", f"-k {folder} -c listen_addresses='' -c fsync=off"
    try:
        run(initdb, "-D", str(data), "-U", OWNER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
        run(pg_ctl, "-D", str(data), "-l", str(folder / "log"), "-o", socket_only, "-w", "start")
        yield folder
        run(pg_ctl, "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _made(server: Path, template: str = "template1") -> str:
    name = f"county{next(_numbers)}"
    with psycopg.connect(host=str(server), user=OWNER, dbname="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return name


def _url(server: Path, name: str) -> str:
    return f"postgresql://{OWNER}@/{name}?host={server}"


@pytest.fixture(scope="session")
def scanned_once(server: Path, template: Scanned, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The county of the other tests, scanned into PostgreSQL: the folder of the home, the name of its database."""
    folder = tmp_path_factory.mktemp("postgresql") / "home"
    shutil.copytree(template.home.path, folder)
    (folder / "mingcha.sqlite").unlink()
    shutil.rmtree(folder / "scans")
    name = _made(server)
    scan(Home(folder), database_url=_url(server, name))
    return folder, name


@pytest.fixture
def url(server: Path, scanned_once: tuple[Path, str]) -> str:
    """A database of one's own with the scanned county in it."""
    return _url(server, _made(server, scanned_once[1]))


@pytest.fixture
def scanned(scanned_once: tuple[Path, str], tmp_path: Path) -> Home:
    """The home that belongs to it."""
    shutil.copytree(scanned_once[0], tmp_path / "home")
    return Home(tmp_path / "home")


@pytest.fixture
def database(scanned: Home, url: str) -> Iterator[Database]:
    opened = open_database(scanned, url)
    yield opened
    opened.close()


@pytest.fixture
def bare(server: Path, tmp_path: Path) -> Iterator[Database]:
    """A database in which nothing is yet."""
    opened = open_database(Home(tmp_path / "bare"), _url(server, _made(server)))
    yield opened
    opened.close()
