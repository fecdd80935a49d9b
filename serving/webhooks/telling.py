"""Delivery beside the worker's jobs, so that a scan of many minutes delays no message."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from sqlalchemy.exc import SQLAlchemyError

from records.errors import MingchaError
from serving.database import Database
from serving.settings import settings
from serving.webhooks.addresses import named_hosts
from serving.webhooks.delivery import deliver

EVERY_S = 10.0
log = structlog.get_logger("mingcha.webhooks")


@contextmanager
def telling(database: Database, every: float = EVERY_S) -> Iterator[None]:
    """Deliver again and again while the worker works."""
    stop = threading.Event()
    thread = threading.Thread(target=_rounds, args=(database, every, stop), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=1)  # what is being sent when the worker ends is sent again, under the same id


def _rounds(database: Database, every: float, stop: threading.Event) -> None:
    hosts = named_hosts(settings().webhook_hosts)
    while not stop.is_set():
        try:
            done = deliver(database, hosts, most=100)
            if done.failed or done.dead:
                log.warning("webhooks not delivered", failed=done.failed, dead=done.dead)
        except (MingchaError, SQLAlchemyError) as error:  # a locked database is free again at the next round
            log.warning("webhooks not delivered", error=type(error).__name__)
        stop.wait(every)
