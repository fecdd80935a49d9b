"""A request with an Idempotency-Key takes effect once, whatever breaks in between."""

import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import func, select, update

from records.decisions.dispatches import Batch
from records.home import Home
from serving.app import create_app
from serving.clock import now
from serving.database import Database
from serving.once import receipts
from serving.once.route import OnceRoute
from serving.security.tables import Receipt
from tests.serving.conftest import key_for

ASKED = {"visits": 5, "seed": 3}
ONCE = {"Idempotency-Key": "batch-of-may"}


def kind(answer: httpx.Response) -> str:
    return str(answer.json()["type"]).removeprefix("urn:mingcha:problem:")


def batches(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Batch)) or 0


@pytest.fixture
def supervisor(client: TestClient, database: Database) -> TestClient:
    client.headers["Authorization"] = f"Bearer {key_for(database, 'supervisor')}"
    return client


def test_the_same_key_and_request_is_answered_as_the_first_time(supervisor: TestClient, database: Database) -> None:
    first = supervisor.post("/v1/batches", json=ASKED, headers=ONCE)
    second = supervisor.post("/v1/batches", json=ASKED, headers=ONCE)
    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    assert second.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert batches(database) == 1


def test_without_a_key_every_request_takes_effect(supervisor: TestClient, database: Database) -> None:
    for _ in range(2):
        assert supervisor.post("/v1/batches", json=ASKED).status_code == 201
    assert batches(database) == 2


@pytest.mark.parametrize(("path", "body"), [("/v1/batches", {"visits": 6}), ("/v1/rechecks", {"visits": 5})])
def test_the_same_key_with_another_request_is_refused(
    supervisor: TestClient, database: Database, path: str, body: dict[str, int]
) -> None:
    supervisor.post("/v1/batches", json=ASKED, headers=ONCE)
    answer = supervisor.post(path, json=body, headers=ONCE)
    assert (answer.status_code, kind(answer)) == (422, "idempotency-key-reused")
    assert batches(database) == 1


def test_a_refused_request_leaves_its_key_free(supervisor: TestClient, database: Database) -> None:
    assert supervisor.post("/v1/batches", json={"visits": 5, "per_township": 1}, headers=ONCE).status_code == 422
    assert supervisor.post("/v1/batches", json=ASKED, headers=ONCE).status_code == 201


def test_after_a_day_a_key_is_free_and_its_receipt_gone(supervisor: TestClient, database: Database) -> None:
    supervisor.post("/v1/batches", json=ASKED, headers=ONCE)
    with database.writing() as session:
        session.execute(update(Receipt).values(created=now() - receipts.KEPT - timedelta(seconds=1)))
    assert supervisor.post("/v1/batches", json=ASKED, headers=ONCE).status_code == 201
    assert batches(database) == 2
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Receipt)) == 1


def test_a_receipt_tells_nothing_to_whom_holds_only_the_database(supervisor: TestClient, database: Database) -> None:
    first = supervisor.post("/v1/batches", json={**ASKED, "name": "王丽"}, headers=ONCE)
    with database.reading() as session:
        kept = session.scalars(select(Receipt)).one()
    assert "王丽" in first.text
    assert "王丽".encode() not in kept.answer


@pytest.mark.parametrize("key", ["short", "x" * 129, "with blank"])
def test_a_key_of_another_form_is_refused(supervisor: TestClient, database: Database, key: str) -> None:
    assert supervisor.post("/v1/batches", json=ASKED, headers={"Idempotency-Key": key}).status_code == 422
    assert batches(database) == 0


def test_without_a_valid_api_key_nothing_is_looked_up(supervisor: TestClient, database: Database) -> None:
    supervisor.post("/v1/batches", json=ASKED, headers=ONCE)
    stranger = {**ONCE, "Authorization": "Bearer mk_no"}
    assert supervisor.post("/v1/batches", json=ASKED, headers=stranger).status_code == 401


def waiting_route(app: FastAPI) -> tuple[threading.Event, threading.Event, list[int]]:
    """A route that commits on its own and waits until it is told to go on."""
    begun, go_on, done = threading.Event(), threading.Event(), list[int]()

    def slow() -> dict[str, int]:
        begun.set()
        assert go_on.wait(10)
        done.append(1)
        return {"done": len(done)}

    app.router.routes.append(OnceRoute("/v1/slow", slow, methods=["POST"]))
    return begun, go_on, done


def test_while_the_first_runs_the_second_is_told_so(scanned: Home, database: Database) -> None:
    app = create_app(scanned)
    begun, go_on, done = waiting_route(app)
    headers = {**ONCE, "X-API-Key": key_for(database, "supervisor")}
    with TestClient(app) as client, ThreadPoolExecutor(1) as pool:
        first = pool.submit(client.post, "/v1/slow", headers=headers)
        assert begun.wait(10)
        second = client.post("/v1/slow", headers=headers)
        assert (second.status_code, kind(second)) == (409, "idempotency-key-running")
        go_on.set()
        assert first.result().json() == {"done": 1}
        assert client.post("/v1/slow", headers=headers).json() == {"done": 1}
    assert done == [1]


def test_many_at_once_with_one_key_make_one_batch(supervisor: TestClient, database: Database) -> None:
    with ThreadPoolExecutor(6) as pool:
        answers = list(
            pool.map(lambda _: supervisor.post("/v1/batches", json=ASKED, headers=ONCE).status_code, range(6))
        )
    assert set(answers) <= {201, 409}
    assert batches(database) == 1


def test_two_servers_with_one_key_make_one_batch(scanned: Home, database: Database) -> None:
    headers = {**ONCE, "X-API-Key": key_for(database, "supervisor")}
    with TestClient(create_app(scanned)) as one, TestClient(create_app(scanned)) as other:
        with ThreadPoolExecutor(2) as pool:
            posts = [pool.submit(each.post, "/v1/batches", json=ASKED, headers=headers) for each in (one, other)]
        assert {post.result().status_code for post in posts} <= {201, 409}
        assert one.post("/v1/batches", json=ASKED, headers=headers).status_code == 201
    assert batches(database) == 1


def test_a_request_that_broke_off_in_a_route_that_commits_alone_is_not_done_again(
    scanned: Home, database: Database
) -> None:
    app = create_app(scanned)
    _, go_on, done = waiting_route(app)
    go_on.set()
    headers = {**ONCE, "X-API-Key": key_for(database, "supervisor")}
    with TestClient(app) as client:
        client.post("/v1/slow", headers=headers)
        with database.writing() as session:  # as a server leaves it that is killed before it answers
            session.execute(update(Receipt).values(status=None, answer=b""))
        answer = client.post("/v1/slow", headers=headers)
    assert (answer.status_code, kind(answer)) == (409, "idempotency-key-unfinished")
    assert done == [1]


_SERVER = """
import os, signal, sys
import uvicorn
from pathlib import Path
from records.home import Home
from serving.app import create_app
from serving.once import receipts

home, port, when = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
if when == "before the commit":  # everything is written, nothing is committed
    keep = receipts.keep
    def killed(session, asked, answer):
        keep(session, asked, answer)
        os.kill(os.getpid(), signal.SIGKILL)
    receipts.keep = killed
app = create_app(Home(home))
if when == "before the answer":  # committed, but the caller never hears of it
    async def outer(scope, receive, send):
        async def never(message):
            if scope["type"] == "http" and scope["method"] == "POST":
                os.kill(os.getpid(), signal.SIGKILL)
            await send(message)
        await app(scope, receive, never)
else:
    outer = app
uvicorn.run(outer, port=port, log_level="warning")
"""


@pytest.mark.slow
@pytest.mark.parametrize("when", ["before the commit", "before the answer"])
def test_kill_9_loses_nothing_and_doubles_nothing(scanned: Home, database: Database, tmp_path: Path, when: str) -> None:
    headers = {**ONCE, "X-API-Key": key_for(database, "supervisor")}
    with pytest.raises(httpx.TransportError):
        _post(scanned, tmp_path, when, headers)
    assert batches(database) == (0 if when == "before the commit" else 1)
    assert _post(scanned, tmp_path, "never", headers).status_code == 201
    assert batches(database) == 1


def _post(home: Home, folder: Path, when: str, headers: dict[str, str]) -> httpx.Response:
    script = folder / "server.py"
    script.write_text(_SERVER, encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, str(script), str(home.path), str(port), when])
    try:
        _wait_for(f"http://127.0.0.1:{port}/livez", server)
        return httpx.post(f"http://127.0.0.1:{port}/v1/batches", json=ASKED, headers=headers, timeout=60)
    finally:
        server.send_signal(signal.SIGKILL)
        server.wait()


def _wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        assert server.poll() is None, "the server did not start"
        try:
            httpx.get(address)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server did not answer")
