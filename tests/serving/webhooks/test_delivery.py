"""Events reach another system: signed, repeated until taken, never lost and never told of something undone."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update

from records.clock import today
from serving.accounts.views import User
from serving.audit.tables import AuditEntry
from serving.batches import service as batches
from serving.batches.views import BatchOrder
from serving.clock import now
from serving.database import Database
from serving.jobs.worker import work
from serving.outcomes import service as outcomes
from serving.outcomes.views import OutcomeForm
from serving.settings import settings
from serving.webhooks import delivery, repository, service
from serving.webhooks.delivery import WAITS, Delivered, deliver
from serving.webhooks.tables import Message
from tests.serving.conftest import first_open, person
from tests.serving.webhooks.receiver import Receiver, receiving

NOTE = "王小丽 991975197707027031"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


def subscribe(database: Database, receiver: Receiver, *events: str) -> str:
    with database.writing() as session:
        return service.add(session, receiver.url, events or ("outcome.recorded",), {receiver.host}, "test")[1]


def decide(database: Database) -> int:
    row = first_open(database)
    form = OutcomeForm("cleared", date(2026, 1, 5), note=NOTE)
    with database.writing() as own:
        outcomes.record(own, row.case_id, form, person(own), 1)
    return row.case_id


def go(database: Database, receiver: Receiver) -> Delivered:
    return deliver(database, {receiver.host})


def waited(database: Database) -> None:
    """Let the time pass until what waits is due."""
    with database.writing() as session:
        session.execute(update(Message).where(Message.state == "waiting").values(next_try=now()))


def states(database: Database) -> list[tuple[str, int, str | None]]:
    with database.reading() as session:
        return [(row.state, row.attempts, row.answer) for row in session.scalars(select(Message).order_by(Message.id))]


def test_an_outcome_is_told_with_a_signature_that_the_secret_verifies(database: Database, receiver: Receiver) -> None:
    secret = subscribe(database, receiver)
    case_id = decide(database)
    assert go(database, receiver) == Delivered(1, 0, 0)
    [body], [headers] = receiver.bodies, receiver.headers
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}".encode()
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    told = json.loads(body)
    assert told["type"] == "outcome.recorded"
    assert (told["data"]["case_id"], told["data"]["result"]) == (case_id, "cleared")
    assert go(database, receiver) == Delivered(0, 0, 0)


def test_nothing_personal_is_told(database: Database, receiver: Receiver) -> None:
    subscribe(database, receiver)
    decide(database)
    go(database, receiver)
    assert not any(word in receiver.bodies[0] for word in NOTE.split())
    assert set(json.loads(receiver.bodies[0])["data"]) == {
        "case_id", "award", "programme", "outcome", "result", "verified", "recovered_fen", "case_version",
        "approval",
    }  # fmt: skip


def test_what_is_rolled_back_is_never_told(database: Database, receiver: Receiver) -> None:
    subscribe(database, receiver)
    with database.reading() as session:  # never committed
        form = OutcomeForm("cleared", date(2026, 1, 5))
        outcomes.record(session, first_open(database).case_id, form, User(1, "wangli", "王丽", "inspector"), 1)
        assert session.scalar(select(func.count()).select_from(Message)) == 1
    assert states(database) == []


def test_a_refused_message_is_sent_again_under_the_same_id_and_later_each_time(
    database: Database, receiver: Receiver
) -> None:
    subscribe(database, receiver)
    decide(database)
    receiver.answers += [500, 302, 404]
    for attempt, wait in enumerate(WAITS[:3], 1):
        before = now()
        assert go(database, receiver) == Delivered(0, 1, 0)
        assert go(database, receiver) == Delivered(0, 0, 0)  # not before its time
        assert len(receiver.bodies) == attempt
        with database.reading() as session:
            waits = session.scalars(select(Message.next_try)).one() - before
        assert wait <= waits < wait + timedelta(minutes=1)
        waited(database)
    assert go(database, receiver) == Delivered(1, 0, 0)
    assert len({headers["webhook-id"] for headers in receiver.headers}) == 1
    assert len(set(receiver.bodies)) == 1
    assert states(database) == [("delivered", 4, "204")]


def test_after_the_last_attempt_a_message_is_dead(database: Database, receiver: Receiver) -> None:
    subscribe(database, receiver)
    decide(database)
    receiver.answers += [503] * 99
    for _ in WAITS:
        assert go(database, receiver) == Delivered(0, 1, 0)
        waited(database)
    assert go(database, receiver) == Delivered(0, 0, 1)
    waited(database)
    assert go(database, receiver) == Delivered(0, 0, 0)
    assert states(database) == [("dead", len(WAITS) + 1, "503")]


def test_nobody_listening_is_a_failure_like_others(database: Database) -> None:
    with receiving() as gone:
        subscribe(database, gone)
    decide(database)
    assert go(database, gone) == Delivered(0, 1, 0)
    assert states(database)[0][2] == "ConnectionRefusedError: no answer"


def test_a_worker_killed_while_sending_leaves_the_message_to_be_sent(
    database: Database, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe(database, receiver)
    decide(database)
    with monkeypatch.context() as patched:
        patched.setattr(delivery, "_attempt", _killed)
        with pytest.raises(KeyboardInterrupt):
            go(database, receiver)
    assert go(database, receiver) == Delivered(0, 0, 0)  # taken for a while
    waited(database)
    assert go(database, receiver) == Delivered(1, 0, 0)


def _killed(*_: object) -> str:
    raise KeyboardInterrupt


def test_a_resting_webhook_is_sent_nothing_until_it_is_active_again(database: Database, receiver: Receiver) -> None:
    subscribe(database, receiver)
    decide(database)
    with database.writing() as session:
        service.change(session, 1, False, person(session, "administrator", "chief"), 1)
    assert go(database, receiver) == Delivered(0, 0, 0)
    with database.writing() as session:
        repository.by_id(session, 1).active = True
    assert go(database, receiver) == Delivered(1, 0, 0)


def test_a_batch_is_due_once_on_its_day_while_something_is_out(database: Database, receiver: Receiver) -> None:
    subscribe(database, receiver, "batch.due")
    with database.writing() as session:
        user = person(session, "supervisor", "chief")
        for due in (today(), today() + timedelta(days=1)):
            batches.new(session, BatchOrder(visits=3, due=due), user)
    assert go(database, receiver) == Delivered(1, 0, 0)
    assert go(database, receiver) == Delivered(0, 0, 0)
    told = json.loads(receiver.bodies[0])
    assert told["type"] == "batch.due"
    assert told["data"] == {"batch": 1, "due": str(today()), "cases": 3, "returned": 0}


def test_only_what_was_asked_for_is_told(database: Database, receiver: Receiver) -> None:
    subscribe(database, receiver, "batch.due")
    decide(database)
    assert states(database) == []


def test_removing_a_webhook_drops_what_waits_and_is_logged(database: Database, receiver: Receiver) -> None:
    subscribe(database, receiver)
    decide(database)
    with database.writing() as session:
        service.remove(session, 1, "test")
    assert states(database) == []
    with database.reading() as session:
        acts = session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("webhook.%"))).all()
    assert acts == ["webhook.add", "webhook.remove"]


def test_the_worker_delivers_beside_its_jobs(
    database: Database, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINGCHA_WEBHOOK_HOSTS", receiver.host)
    settings.cache_clear()
    subscribe(database, receiver)
    stop = threading.Event()
    worker = threading.Thread(target=work, args=(database, stop))
    worker.start()
    decide(database)
    for _ in range(600):
        if receiver.bodies:
            break
        time.sleep(0.05)
    stop.set()
    worker.join()
    settings.cache_clear()
    assert json.loads(receiver.bodies[0])["type"] == "outcome.recorded"
