"""A key that asks too often is told to wait, and nobody else is."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from records.home import Home
from serving.app import create_app
from serving.database import Database
from serving.settings import settings
from serving.throttle import KNOWN, Buckets
from tests.serving.conftest import key_for


@pytest.fixture
def narrow(scanned: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """An application that lets a key ask three times, then once in ten seconds."""
    monkeypatch.setenv("MINGCHA_REQUESTS_PER_SECOND", "0.1")
    monkeypatch.setenv("MINGCHA_REQUESTS_BURST", "3")
    settings.cache_clear()
    with TestClient(create_app(scanned)) as client:
        yield client
    settings.cache_clear()


def test_too_many_requests_are_answered_429_with_the_seconds_to_wait(narrow: TestClient, database: Database) -> None:
    headers = {"X-API-Key": key_for(database, "backend")}
    answers = [narrow.get("/v1/batches", headers=headers) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].json()["type"] == "urn:mingcha:problem:too-many-requests"
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 10
    assert answers[-1].headers["x-request-id"]


def test_one_keys_haste_is_not_anothers(narrow: TestClient, database: Database) -> None:
    hasty, other = ({"X-API-Key": key_for(database, "backend")} for _ in range(2))
    for _ in range(4):
        narrow.get("/v1/batches", headers=hasty)
    assert narrow.get("/v1/batches", headers={"Authorization": f"Bearer {other['X-API-Key']}"}).status_code == 200
    as_bearer = {"Authorization": f"Bearer {hasty['X-API-Key']}"}
    assert narrow.get("/v1/batches", headers=as_bearer).status_code == 429


def test_tokens_come_back_with_time_up_to_the_burst() -> None:
    now = [0.0]
    buckets = Buckets(rate=2, burst=4, clock=lambda: now[0])
    assert [buckets.wait(b"a") for _ in range(5)] == [0, 0, 0, 0, 0.5]
    now[0] = 0.5
    assert [buckets.wait(b"a") for _ in range(2)] == [0, 0.5]
    now[0] = 1000
    assert [buckets.wait(b"a") > 0 for _ in range(5)] == [False] * 4 + [True]


def test_made_up_keys_do_not_fill_the_memory() -> None:
    buckets = Buckets(rate=1, burst=1)
    for number in range(KNOWN + 50):
        buckets.wait(str(number).encode())
    assert len(buckets._buckets) == KNOWN
