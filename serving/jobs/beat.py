"""The heartbeat of a job: renews its lease, writes down how far it is, hears whether it should stop."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import OperationalError

from serving.jobs import leases
from serving.jobs.leases import Heard
from serving.jobs.work import Work

TOLD, RENEWED = 0.5, 5.0  # seconds: between two looks at what is new, and between two renewals when nothing is


@contextmanager
def beating(work: Work) -> Iterator[None]:
    """Keep the lease of a job alive, from a thread of its own, while its kind works."""
    over = threading.Event()
    thread = threading.Thread(target=_beat, args=(work, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _beat(work: Work, over: threading.Event) -> None:
    said, renewed = Heard("", "", 0, 0), time.monotonic()
    while not over.wait(TOLD):
        heard = work.heard
        if heard == said and time.monotonic() - renewed < RENEWED and not _asked_to_stop(work):
            continue
        try:
            with work.database.writing() as session:
                cancel = leases.renew(session, work.lease, heard)
        except OperationalError:  # another transaction holds the database, perhaps the job's own: try again
            continue
        said, renewed = heard, time.monotonic()
        if cancel is None and not work.finished:
            work.lost.set()
        elif cancel:
            work.cancelled.set()


def _asked_to_stop(work: Work) -> bool:
    """Looked at without the write lock, so that cancelling is heard within half a second."""
    if work.cancelled.is_set():
        return False
    with work.database.reading() as session:
        return leases.cancel_asked(session, work.lease)
