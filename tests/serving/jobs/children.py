"""Work that is killed: done in processes of their own, which a server forks with everything imported already."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing.context import ForkServerProcess
from multiprocessing.synchronize import Event
from pathlib import Path

from records.home import Home

PRELOADED = [
    "features.table",
    "records.imports.importing",
    "rules.engine",
    "serving.imports.service",
    "serving.jobs.worker",
    "serving.models.rescoring",
    "serving.scan.cases",
    "serving.scan.service",
    "training.home.champion",
]
MOST_SECONDS = 120  # of waiting for one child
Child = Callable[[Path, Event], None]
context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(PRELOADED)


def scanning(path: Path, writing: Event) -> None:
    """A scan that says when it begins to write."""
    from serving.scan.service import scan

    signal.alarm(MOST_SECONDS)

    def tell(what: str, _done: int, _of: int) -> None:
        if what.startswith("writing"):
            writing.set()

    scan(Home(path), progress=tell)


def writing(path: Path, begun: Event) -> None:
    """What a scan does once its tables are computed: files, manifest, cases, old scans cleared away."""
    import shutil
    from dataclasses import replace

    from rules import catalogue
    from serving.database import open_database
    from serving.scan import cases, store

    signal.alarm(MOST_SECONDS)
    home = Home(path)
    database = open_database(home)
    rules = catalogue.in_force(home)
    with home.lock("scan"):
        with database.reading() as session:
            source, folder = store.current_folder(session), store.new_folder(session)
        begun.set()
        with store.undone_on_failure(folder):
            for file in source.glob("*.parquet"):
                shutil.copyfile(file, folder / file.name)
            manifest = replace(store.manifest(source), scan=folder.name, sha256=store.digests(folder))
            store.complete(folder, manifest)
            cases.take_over(database, folder, manifest, rules, {})
        store.prune(folder)
    database.close()


def working(path: Path, begun: Event) -> None:
    """A worker that does what waits; it says when it looks for something."""
    import threading

    from serving.database import open_database
    from serving.jobs.worker import work

    signal.alarm(MOST_SECONDS)
    database = open_database(Home(path))
    begun.set()
    work(database, threading.Event(), once=True)
    database.close()


def started(target: Child, home: Home) -> ForkServerProcess:
    """A child that has come to the point it waits for."""
    event = context.Event()
    child = context.Process(target=target, args=(home.path, event), daemon=True)
    child.start()
    while not event.wait(0.05):
        assert child.is_alive(), "the child ended before it came so far"
    return child


def kill(child: ForkServerProcess) -> None:
    """As the kernel does when memory runs out."""
    if child.pid is not None and child.is_alive():
        os.kill(child.pid, signal.SIGKILL)
    child.join()
