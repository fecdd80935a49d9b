"""An import that is killed at any moment, or stopped with Ctrl-C, leaves the last whole snapshot in use."""

import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from records import warehouse
from records.home import Home
from records.identity.identities import Identities
from records.imports.importing import import_folder

KILLS, STOPS = 50, 6
MOST_SECONDS = 60  # of waiting for one child


@pytest.fixture
def second(bureau, tmp_path) -> Path:
    """A home that holds one list, and a folder with a second list to import into it."""
    bureau.payouts(*(bureau.payout(serial) for serial in range(1, 40)), name="first.csv")
    bureau.bring()
    folder = tmp_path / "second"
    folder.mkdir()
    bureau.folder = folder
    bureau.payouts(*(bureau.payout(serial) for serial in range(40, 400)), bureau.payout(400, 发放金额="-1"))
    bureau.residents(*(bureau.resident(serial) for serial in range(1, 400)))
    return folder


def test_fifty_kills_at_random_moments_leave_a_whole_snapshot_each_time(bureau, second) -> None:
    seed = random.SystemRandom().randrange(1 << 32)
    draw = random.Random(seed)
    took = _timed(bureau.home, second)
    for number in range(KILLS):
        delay = draw.uniform(0, took)
        before = warehouse.current(bureau.home)
        child = _child(lambda: import_folder(bureau.home, second))
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        _assert_whole(bureau.home, before, f"seed {seed}, kill {number}, after {delay:.4f} s")
        if warehouse.current(bureau.home).name != before.name:
            _change(bureau)  # it was imported: the next one brings other rows
    import_folder(bureau.home, second)
    _assert_whole(bureau.home, warehouse.current(bureau.home), f"seed {seed}, at the end")
    assert all(bureau.ids())
    numbered = [folder for folder in bureau.home.warehouse.iterdir() if folder.name.isdigit()]
    assert len(numbered) <= warehouse.KEEP


def test_an_import_that_is_stopped_leaves_everything_as_it_was(bureau, second) -> None:
    took = _timed(bureau.home, second)
    before = warehouse.current(bureau.home)
    for number in range(STOPS):
        child = _child(lambda: import_folder(bureau.home, second))
        time.sleep(took * number / STOPS)
        os.kill(child, signal.SIGINT)
        os.waitpid(child, 0)
        _assert_whole(bureau.home, before, f"stop {number}")
        if warehouse.current(bureau.home).name != before.name:
            break
        folders = [folder.name for folder in bureau.home.warehouse.iterdir() if folder.is_dir()]
        assert folders == [before.name], "what was begun is cleared away"
    import_folder(bureau.home, second)
    assert len(bureau.table()) == 399


def _timed(home: Home, folder: Path) -> float:
    """How long the import takes, told by one into a copy of the home."""
    copy = Home(home.path.with_name("copy"))
    shutil.copytree(home.path, copy.path)
    began = time.perf_counter()
    child = _child(lambda: import_folder(copy, folder))
    os.waitpid(child, 0)
    return time.perf_counter() - began


def _child(work: Callable[[], object]) -> int:
    """Work in a process of its own, which has everything imported already."""
    # Until the child is ready to be stopped: the runner of the tests, of which it is a copy, would hear it instead.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    child = os.fork()
    if child:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        return child
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.alarm(MOST_SECONDS)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        work()
        code = 0
    finally:
        os._exit(code)


def _assert_whole(home: Home, before: warehouse.Snapshot, when: str) -> None:
    now = warehouse.current(home)
    now.check()
    assert int(now.name) in (int(before.name), int(before.name) + 1), when
    if now.name == before.name:
        assert now.digest == before.digest, when
    assert now.rows("payout") >= before.rows("payout"), when
    assert len(now.ledger) >= len(before.ledger), when
    people = now.read("payout")["person_key"].to_pylist()
    assert Identities(home).resident_ids(people).keys() == set(people), when  # nobody without an id


def _change(bureau) -> None:
    """Change the files a little, so that importing them again is work."""
    village = f"第{len(warehouse.current(bureau.home).ledger)}村"
    paid = [bureau.payout(serial, 村=village) for serial in range(40, 400)]
    bureau.payouts(*paid, bureau.payout(400, 发放金额="-1"))
    bureau.residents(*(bureau.resident(serial, 村=village) for serial in range(1, 400)))
