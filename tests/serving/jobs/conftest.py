"""An analyst, and a worker that does what waits."""

import threading

import pytest

from serving.accounts.views import User
from serving.database import Database
from serving.jobs import repository, service
from serving.jobs.views import JobView
from serving.jobs.worker import work
from tests.serving.conftest import person


@pytest.fixture
def analyst(database: Database) -> User:
    with database.writing() as session:
        return person(session, "analyst", "lanxin")


def ask(database: Database, user: User, kind: str, **asked: object) -> JobView:
    with database.writing() as session:
        return service.ask(session, user, kind, **asked)


def work_off(database: Database) -> int:
    """Do everything that waits, as `mingcha worker --once` does."""
    return work(database, threading.Event(), once=True)


def now_of(database: Database, job: JobView) -> JobView:
    with database.reading() as session:
        return repository.view(repository.by_id(session, job.id))
