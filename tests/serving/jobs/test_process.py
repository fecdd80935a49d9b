"""The worker as a process of its own, and the one that a server keeps beside itself."""

import os
import signal
import subprocess
import sys
import time

import pytest

from records.home import Home
from serving.beside import worker_beside
from serving.database import Database
from serving.jobs.views import JobView
from tests.serving.conftest import person
from tests.serving.jobs.conftest import ask, now_of

pytestmark = pytest.mark.slow
MOST_SECONDS = 90


def until_over(database: Database, job: JobView) -> JobView:
    deadline = time.monotonic() + MOST_SECONDS
    while not (found := now_of(database, job)).over:
        assert time.monotonic() < deadline, found
        time.sleep(0.1)
    return found


def workers_of(home: Home) -> list[int]:
    """Process ids, as their locks tell them."""
    return [int(file.name.split("-")[-2]) for file in home.path.glob("worker-*.lock")]


def test_a_worker_does_what_waits_and_ends(empty: Database) -> None:
    with empty.writing() as session:
        user = person(session, "analyst")
    job = ask(empty, user, "rescore")
    run = [sys.executable, "-m", "serving.cli", "worker", "--once"]
    done = subprocess.run(run, env=os.environ | {"MINGCHA_HOME": str(empty.home.path)}, check=False, timeout=90)
    assert done.returncode == 0
    assert now_of(empty, job).state == "failed", "nothing has been imported"


def test_a_worker_beside_a_server_that_is_killed_is_started_again_and_ends_with_the_server(empty: Database) -> None:
    with empty.writing() as session:
        user = person(session, "analyst")
    with worker_beside(empty.home, None):
        until_over(empty, ask(empty, user, "rescore"))
        first = workers_of(empty.home)
        os.kill(first[0], signal.SIGKILL)
        until_over(empty, ask(empty, user, "rescore"))
        assert workers_of(empty.home) != first
    assert workers_of(empty.home) == []
