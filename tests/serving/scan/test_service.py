"""A scan of a small county, from snapshot to cases."""

import shutil
from datetime import timedelta
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from sqlalchemy import func, select

from records import asof, warehouse
from records.decisions import judgements
from records.errors import HomeBusy, NoSnapshot
from records.home import Home
from serving.cases.tables import Case, CaseEvent, CaseRule
from serving.checkup import checkup
from serving.database import Database, open_database
from serving.outcomes.service import record
from serving.outcomes.views import OutcomeForm
from serving.queue.service import queue_page
from serving.queue.views import QueueFilter
from serving.refusals import DamagedScan, NoScan
from serving.scan import store
from serving.scan.current import scan_in_use
from serving.scan.service import scan
from tests.serving.conftest import WHOLE, Scanned, person, scan_folder


def test_every_award_is_scored_once_with_a_rank_of_its_own(template: Scanned) -> None:
    folder, snapshot = scan_folder(template.home), warehouse.current(template.home)
    scores = pq.read_table(folder / "scores.parquet")
    with asof.connect(snapshot, template.report.as_of) as connection:
        awards = connection.execute("SELECT count(*) FROM award").fetchall()[0][0]
    assert scores.num_rows == awards == template.report.awards
    assert sorted(scores["rank"].to_pylist()) == list(range(1, awards + 1))
    assert pc.all(pc.and_(pc.greater(scores["probability"], 0), pc.less(scores["probability"], 1))).as_py()


def test_the_queue_holds_every_award_with_a_hit_or_a_warning_level_and_no_other(
    scanned: Home, database: Database
) -> None:
    folder = scan_folder(scanned)
    hit = set(pq.read_table(folder / "hits.parquet")["award_key"].to_pylist())
    scores = pq.read_table(folder / "scores.parquet").to_pylist()
    expected = {row["award_key"] for row in scores if row["award_key"] in hit or row["level"] != "none"}
    with database.reading() as session:
        assert set(session.scalars(select(Case.award_key))) == expected
    assert hit


def test_the_amount_at_stake_counts_each_payout_once_over_all_rules(scanned: Home, database: Database) -> None:
    hit_payouts = pq.read_table(scan_folder(scanned) / "hit_payouts.parquet").to_pylist()
    payouts = {row["payout_key"]: row["amount_fen"] for row in warehouse.current(scanned).read("payout").to_pylist()}
    at_stake: dict[int, set[int]] = {}
    for row in hit_payouts:
        at_stake.setdefault(row["award_key"], set()).add(row["payout_key"])
    with database.reading() as session:
        for case in session.scalars(select(Case)):
            assert case.amount_fen == sum(payouts[key] for key in at_stake.get(case.award_key, ()))


def test_imported_results_close_their_cases(scanned: Home, database: Database) -> None:
    findings = warehouse.current(scanned).read("finding").to_pylist()
    confirmed = {row["award_key"] for row in findings if row["result"] == "confirmed" and row["award_key"] is not None}
    with database.reading() as session:
        stored = {case.award_key: case.status for case in session.scalars(select(Case))}
    assert {stored[key] for key in confirmed if key in stored} == {"confirmed"}
    assert "open" in stored.values()


def test_a_second_scan_keeps_the_cases_their_numbers_and_their_history(scanned: Home, database: Database) -> None:
    def state() -> tuple[dict[int, int], int]:
        with database.reading() as session:
            numbers = {case.award_key: case.id for case in session.scalars(select(Case))}
            return numbers, session.scalar(select(func.count()).select_from(CaseEvent)) or 0

    before = state()
    report = scan(scanned)
    assert (report.opened, report.withdrawn) == (0, 0)
    assert state() == before


def test_an_earlier_day_withdraws_what_was_not_known_and_deletes_nothing(scanned: Home, database: Database) -> None:
    newest = warehouse.current(scanned).newest_date()
    with database.reading() as session:
        before = session.scalar(select(func.count()).select_from(Case))
    report = scan(scanned, as_of=newest - timedelta(days=700), earlier=True)
    with database.reading() as session:
        statuses = dict(session.execute(select(Case.status, func.count()).group_by(Case.status)).all())
        ruled = session.scalars(select(CaseRule.case_id).join(Case).where(Case.status == "withdrawn")).all()
    assert sum(statuses.values()) >= (before or 0)
    assert statuses["withdrawn"] == report.withdrawn > 0
    assert not ruled


def test_a_withdrawn_case_comes_back_when_its_facts_do(scanned: Home, database: Database) -> None:
    newest = warehouse.current(scanned).newest_date()
    withdrawn = select(Case.id).where(Case.status == "withdrawn")
    scan(scanned, as_of=newest - timedelta(days=700), earlier=True)
    with database.reading() as session:
        gone = set(session.scalars(withdrawn))
    scan(scanned)
    with database.reading() as session:
        assert gone
        assert not gone & set(session.scalars(withdrawn))


def test_a_home_without_records_is_refused_and_left_empty(home: Home) -> None:
    with pytest.raises(NoSnapshot):
        scan(home)
    with pytest.raises(NoScan):
        scan_folder(home)
    assert [folder for folder in home.scans.iterdir() if folder.is_dir()] == []


def test_two_scans_at_once_are_refused(scanned: Home) -> None:
    with scanned.lock("scan"), pytest.raises(HomeBusy):
        scan(scanned)


def test_a_running_server_takes_up_a_newer_scan(scanned: Home, database: Database) -> None:
    with database.reading() as session:
        before = scan_in_use(session).manifest.scan
    scan(scanned)
    with database.reading() as session:
        assert scan_in_use(session).manifest.scan > before


def test_old_scans_are_cleared_away_but_the_newest_stay(scanned: Home) -> None:
    current = scan_folder(scanned)
    for number in range(2, 8):
        shutil.copytree(current, scanned.scans / f"{number:06d}")
    scan(scanned)
    kept = sorted(folder.name for folder in scanned.scans.iterdir() if folder.is_dir())
    assert len(kept) == store.KEEP
    assert kept[-1] == scan_folder(scanned).name


def test_a_changed_file_of_a_scan_is_found(scanned: Home) -> None:
    folder = scan_folder(scanned)
    content = bytearray((folder / "scores.parquet").read_bytes())
    content[len(content) // 2] ^= 1
    (folder / "scores.parquet").write_bytes(bytes(content))
    with pytest.raises(DamagedScan):
        store.check(folder)


def test_a_scan_holds_keys_and_no_identities(template: Scanned) -> None:
    folder = scan_folder(template.home)
    for name in store.TABLES:
        columns = pq.read_schema(folder / f"{name}.parquet").names
        assert not {"name", "resident_id", "account"} & set(columns)


def test_everything_finds_a_database_outside_of_the_home(scanned: Home, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'elsewhere.sqlite'}"
    scanned.database.rename(tmp_path / "elsewhere.sqlite")
    day = warehouse.current(scanned).newest_date() + timedelta(days=10)
    database = open_database(scanned, url)
    with database.writing() as session:
        form = OutcomeForm("confirmed", day, note="已核实")
        row = queue_page(session, QueueFilter(), WHOLE).rows[0]
        record(session, row.case_id, form, person(session), 1)
    entered = judgements.read(scanned, url)
    report = scan(scanned, database_url=url)
    assert report.as_of == asof.newest_day(warehouse.current(scanned), entered)
    with database.reading() as session:
        assert session.get_one(Case, row.case_id).status == "confirmed"
        assert store.current_folder(session).name == report.scan
    database.close()
    assert all(finding.ok for finding in checkup(scanned, url) if finding.what != "disk")
    assert not scanned.database.exists()
