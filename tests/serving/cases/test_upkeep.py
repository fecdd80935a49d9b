"""What becomes of decided cases when the next scan sees more."""

import csv
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from sqlalchemy import select, update

from records.decisions.outcomes import RecordedOutcome
from records.home import Home
from records.identity.identities import Identities
from records.imports.importing import import_folder
from serving.cases import found, upkeep
from serving.cases.tables import Case, CaseEvent
from serving.database import Database
from serving.outcomes.service import record
from serving.outcomes.views import OutcomeForm, Result
from serving.refusals import CaseChanged
from serving.scan import store
from serving.scan.current import opened
from serving.scan.service import scan
from tests.serving.conftest import person, scan_folder


def undead(database: Database) -> Case:
    """An open case that nobody holds to be dead."""
    with database.reading() as session:
        query = select(Case).where(Case.status == "open", Case.rules != "", Case.rules.not_like("%death%"))
        return session.scalars(query.order_by(Case.id)).all()[0]


def decide(database: Database, case: Case, result: Result) -> None:
    with database.writing() as session:
        record(session, case.id, OutcomeForm(result, date(2026, 1, 6), note="已核实"), person(session), case.version)


def import_deaths(home: Home, case: Case, folder: Path) -> None:
    """A death register arrives in which the beneficiary died before the last payouts."""
    folder.mkdir()
    store_of = Identities(home)
    name, resident_id = store_of.names([case.person_key]), store_of.resident_ids([case.person_key])
    with (folder / "死亡人员信息_补报.csv").open("w", encoding="utf-8", newline="") as handle:
        lines = csv.writer(handle)
        lines.writerow(["姓名", "身份证号码", "死亡日期", "登记日期"])
        lines.writerow([name[case.person_key], resident_id[case.person_key], "2020-03-01", "2020-03-05"])
    import_folder(home, folder)


def state(database: Database, case: Case) -> tuple[str, int, str]:
    with database.reading() as session:
        now = session.get_one(Case, case.id)
        newest = select(CaseEvent.zh).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id.desc()).limit(1)
        return now.status, now.version, session.scalars(newest).one()


@pytest.mark.parametrize("result", ["cleared", "inconclusive"])
def test_a_decided_case_opens_again_when_a_register_speaks_that_was_not_there(
    scanned: Home, database: Database, tmp_path: Path, result: Result
) -> None:
    case = undead(database)
    decide(database, case, result)
    scan(scanned)
    assert state(database, case)[:2] == (result, 2)
    import_deaths(scanned, case, tmp_path / "deaths")
    report = scan(scanned)
    status, version, event = state(database, case)
    assert (report.reopened, status, version) == (1, "open", 3)
    assert "死亡" in event
    assert scan(scanned).reopened == 0
    assert state(database, case) == (status, version, event)
    again = OutcomeForm("cleared", date(2026, 2, 1))
    with database.writing() as session:
        user = person(session, name="liu")
        with pytest.raises(CaseChanged):
            record(session, case.id, again, user, 2)
        record(session, case.id, again, user, 3)
    scan(scanned)
    assert state(database, case)[:2] == ("cleared", 4)


def test_what_a_clearance_judged_is_silent_from_the_next_scan_on_and_speaks_again_when_it_was_a_mistake(
    scanned: Home, database: Database
) -> None:
    case = undead(database)
    rules = {hit.rule for hit in opened(scan_folder(scanned)).hits(case.award_key)}
    decide(database, case, "cleared")
    assert scan(scanned).silenced >= len(rules) > 0
    after = opened(scan_folder(scanned))
    assert after.hits(case.award_key) == ()
    assert {known.hit.rule for known in after.silenced(case.award_key)} == rules
    assert state(database, case)[0] == "cleared"
    with database.writing() as session:
        record(session, case.id, OutcomeForm("cleared", date(2026, 1, 6), note="补充"), person(session, name="liu"), 2)
    scan(scanned)
    assert opened(scan_folder(scanned)).hits(case.award_key) == (), "a better note does not forget what was judged"
    with database.writing() as session:
        user = person(session, name="zhao")
        record(session, case.id, OutcomeForm("confirmed", date(2026, 1, 7), "put_right"), user, 3)
    scan(scanned)
    assert {hit.rule for hit in opened(scan_folder(scanned)).hits(case.award_key)} == rules


def test_what_was_confirmed_stays_confirmed(scanned: Home, database: Database, tmp_path: Path) -> None:
    case = undead(database)
    decide(database, case, "confirmed")
    import_deaths(scanned, case, tmp_path / "deaths")
    assert scan(scanned).reopened == 0
    assert state(database, case)[0] == "confirmed"


def test_a_scan_that_is_killed_before_its_commit_leaves_scores_and_cases_as_they_were(
    scanned: Home, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    before = scan_folder(scanned)
    monkeypatch.setattr(upkeep, "_store_rules", killed)
    with pytest.raises(KeyboardInterrupt):
        scan(scanned)
    assert scan_folder(scanned) == before
    with database.reading() as session:
        scores = pq.read_table(scan_folder(scanned) / "scores.parquet").to_pylist()
        by_award = {row["award_key"]: row["probability"] for row in scores}
        assert all(by_award[case.award_key] == case.probability for case in session.scalars(select(Case)))
    monkeypatch.undo()
    scan(scanned)
    assert scan_folder(scanned) > before


def test_cases_and_outcomes_follow_an_award_that_a_register_moved(scanned: Home, database: Database) -> None:
    case = undead(database)
    decide(database, case, "cleared")
    old = case.award_key + 1
    with database.writing() as session:
        session.execute(update(Case).where(Case.id == case.id).values(award_key=old))
        session.execute(update(RecordedOutcome).values(award_key=old))
    folder = scan_folder(scanned)
    with database.writing() as session:
        seen = found.read(folder, store.manifest(folder), opened(folder).rules)
        session.execute(update(store.ScanRecord).values(folder="000000"))
        upkeep.take_over(session, seen, {old: case.award_key})
    with database.reading() as session:
        assert session.get_one(Case, case.id).award_key == case.award_key
        assert session.scalars(select(RecordedOutcome.award_key)).all() == [case.award_key]
    assert state(database, case)[0] == "cleared"
