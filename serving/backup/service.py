"""Keep a home in one file while people go on working, and make a home from such a file."""

import os
import shutil
import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path

from records import spill
from records.home import Home, sync_folder
from records.imports.protection import disk_full_said_plainly
from records.progress import Progress, Step, silent
from serving.audit import log
from serving.backup import archive, contents
from serving.backup.archive import Manifest
from serving.clock import now
from serving.database import open_database
from serving.private_file import private_file
from serving.refusals import BadBackup, HomeInTheWay, NoHome
from training.home import mlflow_home

# Whoever holds one of these changes files that the databases name.
LOCKS = ("import", "scan", "train", "models")
KEEPING = Step("keeping files", "正在备份")
READING = Step("reading the backup", "正在读取备份")


def keep(home: Home, file: Path, actor: str, database_url: str | None = None, progress: Progress = silent) -> Manifest:
    """Keep the home in `file`, which only its owner may read; people go on working, imports and scans wait.

    The application database is kept with it unless it stands on a server of its own. The audit log says so once the
    file is whole.

    Raises:
        HomeBusy: an import, scan or training is running.
        HomeInTheWay: the file would lie in the home.
        NoHome: there is nothing to keep.
        NoSpace: the disk is full.
        NoSuchFolder: there is no folder for the file.
    """
    if not (home.path / "secret.key").exists():
        raise NoHome(f"{home.path} holds nothing yet; set MINGCHA_HOME to the home that is to be kept.")
    if file.resolve().is_relative_to(home.path.resolve()):
        raise HomeInTheWay(f"{file} would lie in the home it is a backup of; name one outside, best on another disk.")
    with disk_full_said_plainly(home), private_file(file) as part, ExitStack() as held:
        for lock in LOCKS:
            held.enter_context(home.lock(lock))
        manifest = _written(home, part, database_url is None, progress)
        _tell(home, database_url, actor, "home.backed-up", files=len(manifest.files), bytes=manifest.bytes)
    return manifest


def restore(
    home: Home, file: Path, actor: str, database_url: str | None = None, progress: Progress = silent
) -> Manifest:
    """Make the home from a backup: all of it, or, when anything is raised, nothing.

    Raises:
        BadBackup: the file is none, or is not whole.
        HomeInTheWay: there is something in the home.
        NoSpace: the disk is full.
    """
    if (home.path.is_dir() and any(home.path.iterdir())) or home.path.is_file():
        raise HomeInTheWay(
            f"{home.path} is not empty; a backup is restored into a new home only, so move this one away or set "
            "MINGCHA_HOME to another folder."
        )
    if not file.is_file():
        raise BadBackup(f"There is no file {file}; name a backup that `mingcha backup` made.")
    home.path.parent.mkdir(parents=True, exist_ok=True)
    made = Home(home.path.with_name(f".{home.path.name}.restoring"))
    shutil.rmtree(made.path, ignore_errors=True)  # of a run that was killed
    try:
        with disk_full_said_plainly(home):
            made.path.mkdir(mode=0o700)
            size = file.stat().st_size
            for read in archive.unpack(file, made.path):
                progress(READING, read, size)
            manifest = archive.check(file, made.path)
            # Where it is not there yet: a home that appears is whole, and says where it came from.
            _tell(made, database_url, actor, "home.restored", backup=file.name, made=manifest.made)
            mlflow_home.move(made, home)
            sync_folder(made.path)
            os.rename(made.path, home.path)
            sync_folder(home.path.parent)
    finally:
        shutil.rmtree(made.path, ignore_errors=True)
    return manifest


def _written(home: Home, part: Path, database: bool, progress: Progress) -> Manifest:
    files = contents.files(home)
    aside = spill.folder(home.path)  # what a killed backup leaves there goes with the next one
    aside.mkdir(mode=0o700, exist_ok=True)
    with archive.writing(part) as opened:
        for number, name in enumerate(files):
            progress(KEEPING, number, len(files))
            source = home.path / name
            try:
                if contents.is_database(name):
                    source = _copied(source, aside / "copy")
                opened.add(name, source)
            except FileNotFoundError:  # an upload that was just imported, a photo that was just withdrawn
                continue
        manifest = opened.end(now().isoformat(timespec="seconds"), database)
    shutil.rmtree(aside)
    progress(KEEPING, len(files), len(files))
    return manifest


def _copied(file: Path, copy: Path) -> Path:
    """A copy of one state of a database that others may be writing."""
    copy.unlink(missing_ok=True)
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy


def _tell(home: Home, url: str | None, actor: str, action: str, **detail: str | int) -> None:
    database = open_database(home, url)
    try:
        with database.writing() as session:
            log.write(session, actor, action, "home", **detail)
    finally:
        database.close()
