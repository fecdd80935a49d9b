"""A wrong fact of a register: recorded with an outcome, its sibling hits gone after the next scan, withdrawn again."""

import shutil
from dataclasses import replace
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlalchemy import select

from records.decisions.corrections import RecordedCorrection
from records.home import Home
from serving.audit.tables import AuditEntry
from serving.cases import repository as cases
from serving.cases.papers import papers_of
from serving.cases.service import case_detail
from serving.cases.tables import Case
from serving.corrections import export, listing, service
from serving.corrections.resting import facts_of, name_of, siblings
from serving.corrections.views import CorrectionForm
from serving.database import Database
from serving.outcomes.service import record
from serving.outcomes.views import OutcomeForm
from serving.refusals import CorrectionNotFound, InvalidOutcome, NotAllowed, ReasonMissing
from serving.scan.current import CurrentScan, opened, scan_in_use
from serving.scan.service import scan
from tests.serving.conftest import WHOLE, person, scan_folder
from tests.serving.corrections.conftest import VISIT, Wrong


def hits(home: Home) -> set[tuple[int, str]]:
    found = pq.read_table(scan_folder(home) / "hits.parquet", columns=["award_key", "rule"])
    return set(zip(found["award_key"].to_pylist(), found["rule"].to_pylist(), strict=True))


def silent(home: Home) -> set[tuple[int, str]]:
    found = opened(scan_folder(home))
    return set(zip(found._silenced["award_key"].to_pylist(), found._silenced["rule"].to_pylist(), strict=True))


def test_hits_that_rest_on_the_wrong_fact_vanish_and_all_others_stay(
    scanned: Home, database: Database, wrong: Wrong
) -> None:
    # A scan as of today first, so that the clock alone changes nothing between the two.
    with database.writing() as session:
        record(session, wrong.case.id, OutcomeForm("inconclusive", VISIT, note="再去"), person(session, name="liu"), 1)
    scan(scanned)
    before = hits(scanned)
    assert wrong.resting <= before
    with database.writing() as session:
        record(session, wrong.case.id, wrong.form(), person(session), 2)
    scan(scanned)
    gone = before - hits(scanned) - silent(scanned)
    assert gone <= wrong.resting
    assert {pair for pair in wrong.resting if pair[0] != wrong.case.award_key} <= gone
    with database.reading() as session:
        sibling = next(
            case for case in session.scalars(select(Case)) if case.award_key in wrong.awards - {wrong.case.award_key}
        )
        told = case_detail(scanned, session, sibling.id, WHOLE).corrected
        assert [hit.note for hit in told] == ["实地查看，无此车。"]
        assert not told[0].pending

    with database.writing() as session:
        service.withdraw(session, told[0].correction, "车主已承认", person(session, name="zhao"))
    scan(scanned)
    assert {pair for pair in wrong.resting if pair[0] != wrong.case.award_key} <= hits(scanned)
    with database.reading() as session:
        assert case_detail(scanned, session, sibling.id, WHOLE).corrected == ()
        assert session.query(RecordedCorrection).count() == 1, "a withdrawn correction is kept"


def test_until_the_next_scan_the_page_says_that_the_hit_will_go(
    scanned: Home, database: Database, wrong: Wrong
) -> None:
    with database.writing() as session:
        record(session, wrong.case.id, wrong.form(), person(session), 1)
    with database.reading() as session:
        detail = case_detail(scanned, session, wrong.case.id, WHOLE)
        assert {hit.pending for hit in detail.corrected} == {True}
        assert any("登记信息已更正" in entry.what_zh for entry in detail.history)
        assert detail.outcome is not None
        assert detail.outcome.register_wrong


def test_the_same_form_twice_records_one_correction(database: Database, wrong: Wrong) -> None:
    with database.writing() as session:
        user = person(session)
        for _ in range(2):
            record(session, wrong.case.id, wrong.form(), user, 1)
        assert session.query(RecordedCorrection).count() == 1
        assert session.query(AuditEntry).filter_by(action="correction.record").count() == 1


def test_the_same_fact_from_a_sibling_case_is_one_correction_and_another_of_it_is_refused(
    database: Database, wrong: Wrong
) -> None:
    with database.writing() as session:
        user = person(session)
        record(session, wrong.case.id, wrong.form(), user, 1)
        others = session.scalars(select(Case).where(Case.award_key.in_(wrong.awards), Case.id != wrong.case.id))
        sibling = cases.by_id(session, others.all()[0].id)
        service.record(session, sibling, CorrectionForm(wrong.fact, "absent"), "同一辆车", user)
        assert session.query(RecordedCorrection).count() == 1
        with pytest.raises(InvalidOutcome, match="stands"):
            service.record(session, sibling, CorrectionForm(wrong.fact, "other_person"), "他人的车", user)


@pytest.mark.parametrize(
    ("correction", "note", "about"),
    [
        ({"fact": "vehicle:nothing"}, "x", "No hit"),
        ({}, " ", "note"),
        ({"wrong": "guilty"}, "x", "one of"),
        ({"wrong": "other_date"}, "x", "dates of this register"),
        ({"wrong": "other_date", "date_column": "known", "should_be": VISIT}, "x", "dates of this register"),
        ({"should_be": VISIT}, "x", "date only"),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused_and_nothing_is_recorded(
    database: Database, wrong: Wrong, correction: dict[str, object], note: str, about: str
) -> None:
    form = wrong.form(note=note, correction=replace(CorrectionForm(wrong.fact, "absent"), **correction))  # type: ignore[arg-type]
    with pytest.raises(InvalidOutcome, match=about), database.writing() as session:
        record(session, wrong.case.id, form, person(session), 1)
    with database.reading() as session:
        assert session.query(RecordedCorrection).count() == 0
        assert cases.by_id(session, wrong.case.id).status == "open"


@pytest.mark.parametrize("result", ["confirmed", "inconclusive"])
def test_a_register_is_corrected_with_a_cleared_case_only(database: Database, wrong: Wrong, result: str) -> None:
    with database.writing() as session, pytest.raises(InvalidOutcome, match="cleared"):
        record(session, wrong.case.id, wrong.form(result=result), person(session), 1)


def test_who_may_withdraw_and_why(database: Database, wrong: Wrong) -> None:
    with database.writing() as session:
        user = person(session)
        record(session, wrong.case.id, wrong.form(), user, 1)
        with pytest.raises(NotAllowed):
            service.withdraw(session, 1, "x", person(session, "auditor", "shen"))
        with pytest.raises(ReasonMissing):
            service.withdraw(session, 1, " ", user)
        with pytest.raises(CorrectionNotFound, match="99"):
            service.withdraw(session, 99, "x", user)
        for _ in range(2):
            service.withdraw(session, 1, "误判", user)
        assert session.query(AuditEntry).filter_by(action="correction.withdraw").count() == 1


def test_the_list_leads_to_the_row_and_shows_names_only_when_asked_and_logged(
    scanned: Home, database: Database, wrong: Wrong, tmp_path: Path
) -> None:
    with database.writing() as session:
        record(session, wrong.case.id, wrong.form(), person(session), 1)
    registry = wrong.fact.partition(":")[0]
    with database.reading() as session:
        (view,) = listing.corrections(session, WHOLE, registry)
        assert listing.corrections(session, WHOLE, "party_member") == []
    assert (view.state, view.name, view.resident_id) == ("standing", "", "")
    assert view.file
    assert view.row is not None
    plain, named = tmp_path / "plain.xlsx", tmp_path / "named.xlsx"
    for file, reveal in ((plain, False), (named, True)):
        export.write(export.found(scanned, database, None, None, reveal, WHOLE), file, reveal)
    heads = [[cell.value for cell in openpyxl.load_workbook(file).worksheets[0][1]] for file in (plain, named)]
    assert "姓名" not in heads[0]
    assert {"姓名", "证件号"} <= set(heads[1])
    assert openpyxl.load_workbook(named).sheetnames == [view.registry_name.zh]
    assert named.stat().st_mode & 0o077 == 0
    with database.reading() as session:
        assert session.query(AuditEntry).filter_by(action="corrections.revealed").count() == 1


def test_every_fact_of_a_hit_can_be_corrected_not_only_the_one_in_its_evidence(
    scanned: Home, database: Database, tmp_path: Path
) -> None:
    with database.reading() as session:
        found = scan_in_use(session)
    papers, facts = papers_of(scanned, found), pq.read_table(found.folder / "hit_facts.parquet").to_pylist()
    known = [fact for fact in facts if fact["rule"] == "vehicle-in-household"]
    one, other = known[0], next(fact for fact in known if fact["fact_row"] != known[0]["fact_row"])
    folder = tmp_path / "scan"
    shutil.copytree(found.folder, folder)
    also = other | {"award_key": one["award_key"]}  # a second vehicle of the same household
    rows = sorted([*facts, also], key=lambda fact: fact["award_key"])
    pq.write_table(pa.Table.from_pylist(rows), folder / "hit_facts.parquet")
    both = CurrentScan(folder)
    (hit,) = (hit for hit in both.hits(one["award_key"]) if hit.rule == one["rule"])
    assert both.facts_of(hit) == tuple((fact["fact_file"], fact["fact_row"]) for fact in (one, other))
    (second,) = papers.facts(other["fact_file"], other["fact_row"])
    assert name_of(second) in facts_of(both, papers, one["award_key"])
    assert name_of(second) not in facts_of(found, papers, one["award_key"])
    assert {other["award_key"], one["award_key"]} <= {hit.award_key for hit in siblings(both, papers, second)}
