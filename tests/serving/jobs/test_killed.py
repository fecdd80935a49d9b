"""Killed at any moment: the last whole scan is in use, the job is taken again, nothing acknowledged is lost."""

import random
import time

import pytest
from sqlalchemy import func, select

from records import warehouse
from records.home import Home
from serving.accounts.views import User
from serving.audit import log
from serving.cases.tables import Case
from serving.database import Database
from serving.imports import service as imports
from serving.imports import uploads
from serving.imports.tables import ImportRun
from serving.imports.uploads import Sent
from serving.jobs.tables import Job
from serving.jobs.views import JobView
from serving.outcomes.service import record
from serving.outcomes.views import OutcomeForm
from serving.scan import store
from serving.scan.tables import ScanRecord
from tests.serving.conftest import TODAY, first_open
from tests.serving.jobs import children
from tests.serving.jobs.conftest import ask, now_of, work_off

pytestmark = pytest.mark.slow
SCAN_KILLS, WRITING_KILLS, WORKER_KILLS = 6, 40, 6


def test_a_scan_killed_at_a_random_moment_leaves_the_last_whole_one_in_use(scanned: Home, database: Database) -> None:
    _killed(scanned, database, children.scanning, SCAN_KILLS)


def test_a_scan_killed_while_it_writes_files_and_cases_leaves_the_last_whole_one_in_use(
    scanned: Home, database: Database
) -> None:
    made = _killed(scanned, database, children.writing, WRITING_KILLS)
    assert 0 < made < WRITING_KILLS, "some were killed before the commit, some after it"


def _killed(home: Home, database: Database, work: children.Child, kills: int) -> int:
    """Kill so many, each at a random moment; how many had made their scan current by then."""
    seed = random.SystemRandom().randrange(1 << 32)
    draw, took, made = random.Random(seed), _takes(home, work), 0
    for number in range(kills):
        before = _scans(database)
        child = children.started(work, home)
        delay = draw.uniform(0, took * 1.2)
        time.sleep(delay)
        children.kill(child)
        made += _whole(database, before, f"seed {seed}, kill {number}, after {delay:.3f} s")
    before, child = _scans(database), children.started(work, home)
    child.join()
    assert child.exitcode == 0
    assert _whole(database, before, f"seed {seed}, at the end") == 1
    folders = [folder for folder in home.scans.iterdir() if folder.name <= _folder(database)]
    assert len(folders) <= store.KEEP
    return made


def test_a_job_whose_worker_is_killed_again_and_again_is_done_once_and_whole(
    scanned: Home, database: Database, analyst: User
) -> None:
    seed = random.SystemRandom().randrange(1 << 32)
    draw = random.Random(seed)
    row = first_open(database)
    scans, decided = [ask(database, analyst, "scan")], False
    took = _takes(scanned, children.working)
    for number in range(WORKER_KILLS):
        before = _scans(database)
        child = children.started(children.working, scanned)
        time.sleep(draw.uniform(0, took))
        children.kill(child)
        _whole(database, before, f"seed {seed}, kill {number}")
        if not decided:  # acknowledged while the worker is down
            decided = True
            with database.writing() as session:
                form = OutcomeForm("cleared", TODAY, None, None, False, "", None)
                record(session, row.case_id, form, analyst_as_supervisor(analyst), 1)
        if now_of(database, scans[-1]).over:
            scans.append(ask(database, analyst, "scan"))
    work_off(database)
    if now_of(database, scans[-1]).state == "failed":  # killed more often than is tried: said, and asked for again
        scans.append(ask(database, analyst, "scan"))
        work_off(database)
    ended = [now_of(database, job) for job in scans]
    assert ended[-1].state == "done"
    assert all(job.state == "done" or job.error_kind == "worker-ended" for job in ended)
    assert any(job.attempts > 1 for job in ended), "a worker was killed with a job in its hands"
    _each_done_job_made_one_scan(database, ended)
    with database.reading() as session:
        assert session.get_one(Case, row.case_id).status != "open"
        log.check(session)


def test_an_import_whose_worker_is_killed_is_imported_once_with_its_whole_report(
    scanned: Home, database: Database, analyst: User
) -> None:
    draw, jobs = random.Random(random.SystemRandom().randrange(1 << 32)), list[JobView]()
    for number in range(3):
        jobs.append(_ask_import(database, analyst, number))
        while not now_of(database, jobs[-1]).over:
            child = children.started(children.working, scanned)
            time.sleep(draw.uniform(0, 3))
            children.kill(child)
    with database.reading() as session:
        runs = session.scalars(select(ImportRun).order_by(ImportRun.id)).all()
    done = [now_of(database, job) for job in jobs]
    finished = [job for job in done if job.state == "done"]
    assert {job.state for job in done} <= {"done", "failed"}  # failed: killed more often than is tried
    assert [run.job_id for run in runs] == [job.id for job in finished]
    assert all((run.changed, run.accepted, run.rejected) == (True, 1, 1) for run in runs)
    warehouse.current(scanned).check()


def _ask_import(database: Database, user: User, number: int) -> JobView:
    import io

    rows = (
        "姓名,身份证号,乡镇,村,补贴项目,发放金额(元),发放日期\n"
        f"王芳,110101194001010016,东镇,一村,农村低保,3{number},2025-01-10\n"
        "李强,11010119500101003X,东镇,一村,农村低保,-1,2025-01-10\n"
    )
    upload = uploads.store(database.home, [Sent(f"低保{number}.csv", io.BytesIO(rows.encode()))])
    with database.writing() as session:
        return imports.ask(session, user, upload)


def analyst_as_supervisor(user: User) -> User:
    """Who may record an outcome."""
    return User(user.id, user.name, user.display_name, "supervisor")


def _takes(home: Home, work: children.Child) -> float:
    child = children.started(work, home)
    begun = time.perf_counter()
    child.join()
    assert child.exitcode == 0
    return time.perf_counter() - begun


def _scans(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count(ScanRecord.id))) or 0


def _folder(database: Database) -> str:
    with database.reading() as session:
        return store.current_folder(session).name


def _whole(database: Database, before: int, when: str) -> int:
    """The scan in use is whole, on disk and in the cases; 1 when it is a new one."""
    now = _scans(database)
    assert now in (before, before + 1), when
    with database.reading() as session:
        folder = store.current_folder(session)
        store.check(folder)
        newest = session.scalar(select(func.max(ScanRecord.id)))
        ranked = session.scalars(select(Case.scan_id).where(Case.status == "open")).all()
    assert set(ranked) == {newest}, when
    return now - before


def _each_done_job_made_one_scan(database: Database, jobs: list[JobView]) -> None:
    with database.reading() as session:
        folders = session.scalars(select(ScanRecord.folder).order_by(ScanRecord.id)).all()
        assert session.scalar(select(func.count(Job.id)).where(Job.state == "running")) == 0
    made = [job.result["scan"] for job in jobs if job.result is not None]
    assert made == folders[1:], "every scan but the first belongs to one job that says it is done"
