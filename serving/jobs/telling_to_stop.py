"""How a worker is told to end: Ctrl-C, a signal, or the end of the server that started it."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def told_to_stop(while_stdin: bool) -> Iterator[threading.Event]:
    """An event that is set when the worker should end after its present step; told twice, it ends at once.

    `while_stdin`: the end of standard input counts too. Whoever started the worker holds the other end, and the kernel
    closes it however he ends.
    """
    stop = threading.Event()

    def tell(number: int, _frame: object) -> None:
        if stop.is_set():
            os._exit(128 + number)  # the job's lease tells the next worker
        stop.set()

    before = {number: signal.signal(number, tell) for number in (signal.SIGINT, signal.SIGTERM)}
    if while_stdin:
        threading.Thread(target=_wait_for_end, args=(stop,), daemon=True).start()
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _wait_for_end(stop: threading.Event) -> None:
    # The descriptor itself: the buffered reader's lock would be in the way when the process ends.
    while os.read(sys.stdin.fileno(), 1024):
        pass
    stop.set()
