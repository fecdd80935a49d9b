"""A real server over a small county, and keys for it."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import uvicorn

from records.home import Home
from serving.accounts.views import ROLES
from serving.app import create_app
from serving.database import open_database
from tests.serving.conftest import Scanned, key_for


@dataclass(frozen=True)
class Server:
    """Where it listens, and a key of each role."""

    address: str
    keys: dict[str, str]


@pytest.fixture
def server(template: Scanned, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = Home(tmp_path_factory.mktemp("server") / "home")
    shutil.copytree(template.home.path, home.path)
    database = open_database(home)
    keys = {role: key_for(database, role) for role in ROLES}
    database.close()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        running = uvicorn.Server(uvicorn.Config(create_app(home), access_log=False, log_level="warning"))
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
        thread.start()
        while not running.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.05)
        yield Server(f"http://127.0.0.1:{listener.getsockname()[1]}", keys)
        running.should_exit = True
        thread.join()
