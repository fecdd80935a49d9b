"""Jobs: asked for, worked, cancelled, asked for again; what a lease protects."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from records.progress import Step
from rules.rule import Text
from serving.accounts.views import User
from serving.audit.tables import AuditEntry
from serving.clock import now
from serving.database import Database
from serving.jobs import kinds, leases, presence, repository, service
from serving.jobs.kind import Asked, Kind
from serving.jobs.tables import Job
from serving.jobs.work import Work
from serving.refusals import JobNotFound, JobOver, JobUnfinished, NotAllowed, RequestReused
from serving.scan import store
from tests.serving.conftest import person
from tests.serving.jobs.conftest import ask, now_of, work_off


def test_a_scan_is_done_by_the_worker_and_says_what_it_did(database: Database, analyst: User) -> None:
    with database.reading() as session:
        before = store.current_folder(session)
    job = ask(database, analyst, "scan")
    assert (job.state, job.result) == ("queued", None)
    assert work_off(database) == 1
    done = now_of(database, job)
    assert done.state == "done"
    assert done.result is not None
    with database.reading() as session:
        folder = store.current_folder(session)
    assert folder.name == done.result["scan"] > before.name
    assert done.version > job.version
    assert done.started is not None
    assert done.finished is not None
    told = kinds.kinds()["scan"].told(done.result)
    assert f"{done.result['queued']:,}" in told[1].zh
    assert f"{done.result['queued']:,}" in told[1].en


def test_what_cannot_be_done_fails_with_one_sentence(empty: Database) -> None:
    with empty.writing() as session:
        user = person(session, "analyst")
    job = ask(empty, user, "scan")
    work_off(empty)
    done = now_of(empty, job)
    assert (done.state, done.error_kind) == ("failed", "no-snapshot")
    assert done.error is not None
    assert "mingcha import" in done.error


def test_every_kind_says_its_name_in_two_languages_and_needs_a_permission() -> None:
    found = kinds.kinds()
    assert {"import", "scan", "train", "rescore"} <= set(found)
    assert all(kind.title.zh and kind.title.en and kind.needs for kind in found.values())


@pytest.mark.parametrize("role", ["inspector", "supervisor", "auditor", "administrator", "backend"])
def test_only_the_analyst_may_ask_for_heavy_work(database: Database, role: str) -> None:
    with database.writing() as session:
        user = person(session, role, "someone")
    for kind in ("scan", "train", "rescore"):
        with pytest.raises(NotAllowed):
            ask(database, user, kind)


def test_the_same_request_again_gives_the_same_job(database: Database, analyst: User) -> None:
    with database.writing() as session:
        first = service.ask(session, analyst, "scan", "key-12345")
        assert service.ask(session, analyst, "scan", "key-12345").id == first.id
        with pytest.raises(RequestReused):
            service.ask(session, analyst, "scan", "key-12345", as_of="2020-01-01")


def test_who_may_not_see_all_jobs_sees_his_own_only(database: Database, analyst: User) -> None:
    job = ask(database, analyst, "scan")
    with database.writing() as session:
        program = User(0, "key:mk_1", "a program", "backend")
        with pytest.raises(JobNotFound):
            service.seen(session, program, job.id)
        assert service.listed(session, program, 10) == []
        with pytest.raises(NotAllowed):
            service.seen(session, person(session, "inspector", "other"), job.id)


def test_a_job_that_waits_is_cancelled_at_once_and_can_be_asked_for_again(database: Database, analyst: User) -> None:
    job = ask(database, analyst, "rescore")
    with database.writing() as session:
        with pytest.raises(JobUnfinished):
            service.again(session, analyst, job.id)
        assert service.cancel(session, analyst, job.id).state == "cancelled"
        assert service.cancel(session, analyst, job.id).state == "cancelled"
        repeated = service.again(session, analyst, job.id)
    assert repeated.again_of == job.id
    assert work_off(database) == 1
    assert now_of(database, job).state == "cancelled"
    assert now_of(database, repeated).state == "done"
    with database.writing() as session, pytest.raises(JobOver):
        service.cancel(session, analyst, repeated.id)
    with database.writing() as session, pytest.raises(JobOver):
        service.again(session, analyst, repeated.id)


def test_a_scan_that_is_cancelled_on_the_way_leaves_the_last_one_in_use(database: Database, analyst: User) -> None:
    with database.reading() as session:
        before = store.current_folder(session)
    job = ask(database, analyst, "scan")
    worker = threading.Thread(target=work_off, args=(database,))
    worker.start()
    while now_of(database, job).step is None:
        assert worker.is_alive()
    with database.writing() as session:
        assert service.cancel(session, analyst, job.id).cancelling
    worker.join()
    assert now_of(database, job).state == "cancelled"
    with database.reading() as session:
        assert store.current_folder(session) == before
    assert sorted(folder.name for folder in database.home.scans.iterdir()) == [before.name]


def test_one_heavy_job_at_a_time(database: Database, analyst: User) -> None:
    first, second = ask(database, analyst, "scan"), ask(database, analyst, "scan")
    with database.writing() as session:
        taken = leases.take(session, "one", lambda _owner: False)
        assert taken is not None
        assert taken.job == first.id
        assert leases.take(session, "two", lambda _owner: False) is None
        assert leases.finish(session, taken, "{}")
        assert leases.take(session, "two", lambda _owner: False).job == second.id


def test_a_job_of_a_worker_that_is_gone_is_taken_again_and_the_old_lease_counts_for_nothing(
    database: Database, analyst: User
) -> None:
    ask(database, analyst, "scan")
    with database.writing() as session:
        old = leases.take(session, "one", lambda _owner: False)
        new = leases.take(session, "two", lambda owner: owner == "one")
    assert old is not None
    assert new is not None
    assert (new.job, new.attempt) == (old.job, 2)
    with database.writing() as session:
        heard = leases.Heard("", "", 0, 0)
        assert leases.renew(session, old, heard) is None
        assert not leases.keep(session, old, "{}", heard)
        assert not leases.finish(session, old, "{}")
        assert not leases.fail(session, old, "x", "y")
        assert leases.renew(session, new, heard) is False
        assert leases.finish(session, new, "{}")


def test_a_lease_that_ran_out_frees_the_job_even_where_nobody_can_tell_whether_its_worker_lives(
    database: Database, analyst: User
) -> None:
    job = ask(database, analyst, "scan")
    with database.writing() as session:
        leases.take(session, "elsewhere", lambda _owner: False)
        repository.by_id(session, job.id).lease = now() - timedelta(seconds=1)
        assert leases.take(session, "here", lambda _owner: False) is not None


def test_a_job_that_ends_its_worker_every_time_is_given_up(database: Database, analyst: User) -> None:
    job = ask(database, analyst, "scan")
    for _ in range(leases.MOST_ATTEMPTS):
        with database.writing() as session:
            assert leases.take(session, "x", lambda _owner: True) is not None
    with database.writing() as session:
        assert leases.take(session, "x", lambda _owner: True) is None
    assert now_of(database, job).error_kind == "worker-ended"


def test_a_worker_that_is_there_is_not_taken_for_gone(database: Database) -> None:
    name = presence.new_name()
    with presence.present(database.home, name):
        assert not presence.gone(database.home, name)
    assert not presence.gone(database.home, name), "without its lock nobody can tell; its lease must end"
    (database.home.path / "worker-killed.lock").touch()
    assert presence.gone(database.home, "killed")
    presence.clear_gone(database.home)
    assert not list(database.home.path.glob("worker-*.lock"))


def test_a_job_waits_while_the_command_line_is_at_work(database: Database, analyst: User) -> None:
    job = ask(database, analyst, "rescore")
    with database.home.lock("scan"):
        work_off(database)
    waiting = now_of(database, job)
    assert (waiting.state, waiting.attempts) == ("queued", 0)
    assert waiting.step is not None
    with database.writing() as session:
        repository.by_id(session, job.id).ready = now()
    work_off(database)
    assert now_of(database, job).state == "done"


def test_a_worker_that_is_told_to_stop_puts_its_job_back(
    database: Database, analyst: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = threading.Event()

    def run(work: Work) -> dict[str, object]:
        work.progress(Step("one", "一"), 0, 2)
        with work.database.writing() as session:
            work.keep(session, {"one": "done"})
        stop.set()
        work.progress(Step("two", "二"), 1, 2)
        return {}

    job = ask(database, analyst, "scan")
    monkeypatch.setitem(kinds.kinds(), "scan", Kind("scan", Text(zh="试", en="try"), ("scan.run",), Asked, run))
    from serving.jobs.worker import work as work_until

    assert work_until(database, stop) == 1
    back = now_of(database, job)
    assert (back.state, back.attempts) == ("queued", 0)
    with database.reading() as session:
        assert repository.by_id(session, job.id).kept == '{"one": "done"}'


def test_a_fault_is_told_without_its_details(
    database: Database, analyst: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(_work: Work) -> None:
        raise RuntimeError("王小丽 991975197707027031")

    job = ask(database, analyst, "scan")
    monkeypatch.setitem(kinds.kinds(), "scan", Kind("scan", Text(zh="试", en="try"), ("scan.run",), Asked, run))
    work_off(database)
    failed = now_of(database, job)
    assert (failed.state, failed.error_kind) == ("failed", "unexpected")
    assert failed.error is not None
    assert "991975197707027031" not in failed.error
    assert "991975197707027031" in database.home.faults.read_text()


def test_asking_cancelling_and_ending_are_in_the_audit_log(database: Database, analyst: User) -> None:
    first, second = ask(database, analyst, "rescore"), ask(database, analyst, "scan")
    with database.writing() as session:
        service.cancel(session, analyst, second.id)
    work_off(database)
    with database.reading() as session:
        jobs = select(AuditEntry.action, AuditEntry.subject).where(AuditEntry.action.like("job.%"))
        told = session.execute(jobs.order_by(AuditEntry.id)).all()
        assert session.scalar(select(Job.state).where(Job.id == first.id)) == "done"
    assert told == [
        ("job.ask", f"job:{first.id}"),
        ("job.ask", f"job:{second.id}"),
        ("job.cancel", f"job:{second.id}"),
        ("job.done", f"job:{first.id}"),
    ]
