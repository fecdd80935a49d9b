"""A home kept in one file and made again from it: all of it or nothing, also when killed."""

import io
import os
import random
import signal
import stat
import subprocess
import sys
import tarfile
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import func, select

from records.errors import HomeBusy
from records.home import Home
from serving import checkup
from serving.audit import log
from serving.audit.tables import AuditEntry
from serving.backup import archive, service
from serving.cases.tables import Case
from serving.database import Database, open_database
from serving.refusals import BadBackup, HomeInTheWay, NoHome
from tests.serving.conftest import WHOLE
from tests.serving.models.conftest import Trained, tiny, trained, trained_template  # noqa: F401 - fixtures

WHO = "cli:test"
KILLS = 6


@pytest.fixture
def kept(scanned: Home, tmp_path: Path) -> Path:
    """A backup of a scanned county."""
    file = tmp_path / "kept.tar"
    service.keep(scanned, file, WHO)
    return file


def actions(home: Home) -> list[str]:
    database = open_database(home)
    with database.reading() as session:
        log.check(session)
        found = list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    database.close()
    return found


def contents(home: Home) -> dict[str, bytes]:
    """What nobody writes to after a scan."""
    folders = (home.warehouse, home.scans, home.models, home.attachments)
    found = {path.relative_to(home.path): path for folder in folders for path in folder.rglob("*") if path.is_file()}
    return {str(name): path.read_bytes() for name, path in sorted(found.items())}


def test_a_restored_home_is_the_home_that_was_kept(scanned: Home, tmp_path: Path) -> None:
    (scanned.attachments / "photo").write_bytes(b"\xff\xd8\xff")
    (scanned.path / "later").mkdir()  # a folder that no version of today knows
    (scanned.path / "later" / "new").write_text("kept too")
    told = service.keep(scanned, tmp_path / "kept.tar", WHO)
    other = Home(tmp_path / "elsewhere" / "home")
    assert service.restore(other, tmp_path / "kept.tar", WHO) == told
    assert contents(other) == contents(scanned)
    assert (other.path / "later" / "new").read_text() == "kept too"
    assert other.secret() == scanned.secret()
    assert all(finding.ok for finding in checkup.checkup(other)), checkup.checkup(other)
    assert actions(scanned)[-1] == "home.backed-up"
    assert actions(other)[-1] == "home.restored"
    assert not (other.path / "cache").exists()


def test_nobody_else_may_read_a_backup_or_the_home_made_from_it(kept: Path, tmp_path: Path) -> None:
    home = Home(tmp_path / "again")
    service.restore(home, kept, WHO)
    paths = [kept, home.path, *home.path.rglob("*")]
    closed = [path for path in paths if path.is_file() or path == home.path]
    assert all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in closed)


def test_cases_decided_meanwhile_are_kept_whole_or_not_at_all(
    scanned: Home, database: Database, tmp_path: Path
) -> None:
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            with database.writing() as session:  # two rows that belong together
                for number in (1, 2):
                    log.write(session, WHOLE.name, "test.pair", f"half:{number}")

    writer = threading.Thread(target=work)
    writer.start()
    try:
        for number in range(3):
            service.keep(scanned, tmp_path / f"{number}.tar", WHO)
    finally:
        stop.set()
        writer.join()
    for number in range(3):
        home = Home(tmp_path / f"home{number}")
        service.restore(home, tmp_path / f"{number}.tar", WHO)
        assert actions(home).count("test.pair") % 2 == 0


def test_models_are_found_by_mlflow_where_the_home_is_restored(trained: Trained, tmp_path: Path) -> None:  # noqa: F811
    from training import run
    from training.home import mlflow_home

    service.keep(trained.home, tmp_path / "kept.tar", WHO)
    other = Home(tmp_path / "moved" / "home")
    service.restore(other, tmp_path / "kept.tar", WHO)
    trained.home.path.rename(tmp_path / "gone")
    client = mlflow_home.client(other)
    newest = client.search_runs([mlflow_home.experiment(other)])[0]
    assert newest.info.artifact_uri.startswith((other.mlflow / "artifacts").as_uri())
    assert [item.path for item in client.list_artifacts(newest.info.run_id)]
    before = set(other.mlflow.rglob("*"))
    run.train(other, settings=tiny(5), who="analyst")
    assert set(other.mlflow.rglob("*")) > before
    assert not (tmp_path / "trained").exists(), "nothing is written where the home once was"


def test_a_home_that_is_being_imported_into_is_not_kept(scanned: Home, tmp_path: Path) -> None:
    for lock in service.LOCKS:
        with scanned.lock(lock), pytest.raises(HomeBusy, match=f"mingcha {lock}"):
            service.keep(scanned, tmp_path / "kept.tar", WHO)
    assert not list(tmp_path.glob("*kept*"))


def test_a_backup_never_lies_in_its_own_home_and_nothing_is_no_home(scanned: Home, tmp_path: Path) -> None:
    with pytest.raises(HomeInTheWay, match="outside"):
        service.keep(scanned, scanned.path / "kept.tar", WHO)
    with pytest.raises(NoHome, match="MINGCHA_HOME"):
        service.keep(Home(tmp_path / "nothing"), tmp_path / "kept.tar", WHO)
    assert not (tmp_path / "nothing").exists()


def test_a_home_with_anything_in_it_is_left_alone(kept: Path, tmp_path: Path) -> None:
    home = Home(tmp_path / "mine")
    home.path.mkdir()
    (home.path / "letter").write_text("mine")
    with pytest.raises(HomeInTheWay, match="not empty"):
        service.restore(home, kept, WHO)
    assert [path.name for path in home.path.iterdir()] == ["letter"]


@pytest.mark.parametrize("fault", ["cut off", "one byte", "member lost", "no tar", "empty", "none", "newer"])
def test_a_backup_that_is_not_whole_restores_nothing(kept: Path, tmp_path: Path, fault: str) -> None:
    _damage(kept, fault)
    folder = tmp_path / "to"
    with pytest.raises(BadBackup) as refused:
        service.restore(Home(folder / "home"), kept, WHO)
    assert str(kept) in str(refused.value)
    assert not folder.exists() or not list(folder.iterdir())


def _damage(file: Path, fault: str) -> None:
    size = file.stat().st_size
    match fault:
        case "cut off":
            os.truncate(file, random.SystemRandom().randrange(size // 2, size - 20_480))
        case "one byte":
            with tarfile.open(file) as tar:
                at = next(member.offset_data for member in tar if member.name.startswith("warehouse") and member.size)
            with file.open("r+b") as opened:
                opened.seek(at)
                byte = opened.read(1)[0]
                opened.seek(at)
                opened.write(bytes([byte ^ 1]))
        case "member lost":
            _again(file, lambda member: member.name != "secret.key")
        case "newer":
            _again(file, lambda member: True, lambda content: content.replace(b'"format": 1', b'"format": 2'))
        case "no tar":
            file.write_bytes(os.urandom(100_000))
        case "empty":
            file.write_bytes(b"")
        case _:
            file.unlink()


def _again(file: Path, wanted, change=lambda content: content) -> None:  # type: ignore[no-untyped-def]
    made = file.with_suffix(".new")
    with tarfile.open(file) as old, tarfile.open(made, "w") as new:
        for member in filter(wanted, old):
            content = old.extractfile(member).read()  # type: ignore[union-attr]
            if member.name == archive.MANIFEST:
                content = change(content)
                member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    made.replace(file)


@pytest.mark.parametrize("name", ["../outside", "/outside", "a/../../outside"])
def test_a_tar_made_by_hand_reaches_nothing_outside(tmp_path: Path, name: str) -> None:
    with tarfile.open(tmp_path / "by-hand.tar", "w") as tar:
        told = tarfile.TarInfo(name)
        told.size = 4
        tar.addfile(told, io.BytesIO(b"evil"))
    with pytest.raises(BadBackup, match="outside"):
        service.restore(Home(tmp_path / "to" / "home"), tmp_path / "by-hand.tar", WHO)
    assert not list(tmp_path.rglob("outside"))


@pytest.mark.slow
@pytest.mark.parametrize("command", ["backup", "restore"])
def test_killed_at_any_moment_there_is_a_whole_one_or_none(
    scanned: Home, kept: Path, tmp_path: Path, command: str
) -> None:
    seed = random.SystemRandom().randrange(1 << 32)
    draw, file, again = random.Random(seed), tmp_path / "new.tar", Home(tmp_path / "again")
    home, arguments = (scanned, ["backup", str(file)]) if command == "backup" else (again, ["restore", str(kept)])
    begun = time.perf_counter()
    assert _run(home, arguments).wait() == 0
    took = time.perf_counter() - begun
    for number in range(KILLS):
        file.unlink(missing_ok=True)
        with suppress(FileNotFoundError):
            again.path.rename(tmp_path / f"away{number}")
        child, delay = _run(home, arguments), draw.uniform(took / 4, took)
        time.sleep(delay)
        child.send_signal(signal.SIGKILL)
        child.wait()
        _whole_or_none(command, file, again, tmp_path / f"made{number}", f"seed {seed}, after {delay:.3f} s")
    file.unlink(missing_ok=True)
    with suppress(FileNotFoundError):
        again.path.rename(tmp_path / "away")
    assert _run(home, arguments).wait() == 0
    _whole_or_none(command, file, again, tmp_path / "made", "at the end")
    left = [path.name for path in tmp_path.iterdir() if path.name.startswith(".")]
    assert not left


def _run(home: Home, arguments: list[str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "serving.cli", *arguments],
        env=os.environ | {"MINGCHA_HOME": str(home.path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _whole_or_none(command: str, file: Path, again: Home, made: Path, when: str) -> None:
    if command == "backup" and file.exists():
        service.restore(Home(made), file, WHO)
        again = Home(made)
    if again.path.exists():
        assert all(finding.ok for finding in checkup.checkup(again)), when
        database = open_database(again)
        with database.reading() as session:
            assert session.scalar(select(func.count(Case.id))), when
        database.close()
