"""One result per suspicion, and four eyes on what is confirmed."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from records.decisions.outcomes import recorded
from records.home import Home
from serving.accounts.views import Scope, User
from serving.audit.tables import AuditEntry
from serving.cases.service import case_detail
from serving.cases.tables import Case, CaseRule
from serving.county_settings import BadSettings, county_settings
from serving.database import Database
from serving.outcomes.four_eyes import judge
from serving.outcomes.service import record
from serving.outcomes.views import OutcomeForm
from serving.queue.service import queue_page
from serving.queue.views import QueueFilter
from serving.refusals import CaseChanged, InvalidOutcome, NotAllowed, NothingWaiting, OwnOutcome, ReasonMissing
from serving.scan.current import scan_in_use
from serving.scan.service import scan
from tests.serving.conftest import WHOLE, first_open, person

VISIT = date(2026, 1, 6)
CONFIRMED = OutcomeForm("confirmed", VISIT, "put_right")


@pytest.fixture
def several(database: Database) -> tuple[Case, list[str]]:
    """The best open case that two rules hit, and these."""
    with database.reading() as session:
        for case in session.scalars(select(Case).where(Case.status == "open").order_by(Case.rank)):
            rules = session.scalars(select(CaseRule.rule).where(CaseRule.case_id == case.id)).all()
            if len(rules) > 1:
                return case, list(rules)
    raise AssertionError("no case of the county has two hits")


@pytest.fixture
def inspector(database: Database) -> User:
    with database.writing() as session:
        return person(session)


@pytest.fixture
def supervisor(database: Database) -> User:
    with database.writing() as session:
        return person(session, "supervisor", "zhao")


def status(database: Database, case_id: int) -> str:
    with database.reading() as session:
        return session.scalars(select(Case.status).where(Case.id == case_id)).one()


def test_one_confirmed_finding_confirms_the_award_and_the_cleared_rule_alone_falls_silent(
    scanned: Home, database: Database, several: tuple[Case, list[str]], inspector: User
) -> None:
    case, rules = several
    findings = dict.fromkeys(rules, "cleared") | {rules[0]: "confirmed"}
    with database.writing() as session:
        view = record(session, case.id, replace(CONFIRMED, findings=findings), inspector, case.version)  # type: ignore[arg-type]
    assert view.findings == findings
    (label,) = recorded(scanned).to_pylist()
    assert (label["result"], label["award_key"]) == ("confirmed", case.award_key)
    scan(scanned)
    with database.reading() as session:
        found = scan_in_use(session)
        assert [hit.rule for hit in found.hits(case.award_key)] == rules[:1]
        assert {known.hit.rule for known in found.silenced(case.award_key)} == set(rules[1:])
        assert case_detail(scanned, session, case.id, WHOLE).row.status == "confirmed"


def test_findings_that_contradict_the_result_or_name_another_rule_are_refused(
    database: Database, several: tuple[Case, list[str]], inspector: User
) -> None:
    case, rules = several
    cleared = OutcomeForm("cleared", VISIT)
    for findings in (
        dict.fromkeys(rules, "confirmed"),  # adds up to another result
        {rules[0]: "cleared"},  # says nothing of the others
        {**dict.fromkeys(rules, "cleared"), "no-such-rule": "cleared"},
        dict.fromkeys(rules, "perhaps"),
    ):
        with database.writing() as session, pytest.raises(InvalidOutcome):
            record(session, case.id, replace(cleared, findings=findings), inspector, case.version)  # type: ignore[arg-type]
    assert status(database, case.id) == "open"


def test_without_the_setting_nothing_waits(database: Database, inspector: User) -> None:
    row = first_open(database)
    with database.writing() as session:
        assert record(session, row.case_id, CONFIRMED, inspector, 1).approval is None
    assert status(database, row.case_id) == "confirmed"


def test_a_scan_leaves_every_case_that_waits_for_approval_waiting(
    scanned: Home, database: Database, inspector: User
) -> None:
    (scanned.path / "settings.yaml").write_text("four_eyes: inspectors\n")
    with database.reading() as session:
        rows = queue_page(session, QueueFilter(), WHOLE).rows[:10]  # verified before by a bureau, and not
    for row in rows:
        with database.writing() as session:
            record(session, row.case_id, CONFIRMED, inspector, 1)
    scan(scanned)
    assert {status(database, row.case_id) for row in rows} == {"waiting"}


def test_what_an_inspector_confirms_counts_only_once_a_supervisor_approved_it(
    scanned: Home, database: Database, inspector: User, supervisor: User
) -> None:
    (scanned.path / "settings.yaml").write_text("four_eyes: inspectors\n")
    row = first_open(database)
    with database.writing() as session:
        assert record(session, row.case_id, CONFIRMED, inspector, 1).approval == "waiting"
    assert recorded(scanned).num_rows == 0
    scan(scanned)
    assert status(database, row.case_id) == "waiting"  # a scan changes nothing of that
    with database.writing() as session, pytest.raises(NotAllowed):
        judge(session, row.case_id, True, "", inspector, 2)
    with database.writing() as session, pytest.raises(CaseChanged):
        judge(session, row.case_id, True, "", supervisor, 1)
    for _ in range(2):  # sent twice it is done once
        with database.writing() as session:
            judge(session, row.case_id, True, "", supervisor, 2)
    assert status(database, row.case_id) == "confirmed"
    assert recorded(scanned).num_rows == 1
    with database.reading() as session:
        assert len(session.scalars(select(AuditEntry).where(AuditEntry.action == "outcome.approved")).all()) == 1
        assert queue_page(session, QueueFilter(status="waiting"), WHOLE).total == 0


def test_what_is_sent_back_says_why_and_is_open_again(
    scanned: Home, database: Database, inspector: User, supervisor: User
) -> None:
    (scanned.path / "settings.yaml").write_text("four_eyes: inspectors\n")
    row = first_open(database)
    with database.writing() as session:
        record(session, row.case_id, CONFIRMED, inspector, 1)
    with database.writing() as session, pytest.raises(ReasonMissing):
        judge(session, row.case_id, False, " ", supervisor, 2)
    with database.writing() as session:
        judge(session, row.case_id, False, "没有见到本人", supervisor, 2)
    with database.reading() as session:
        detail = case_detail(scanned, session, row.case_id, WHOLE)
    assert (detail.row.status, detail.version) == ("open", 3)
    assert detail.outcome is not None
    assert (detail.outcome.approval, detail.outcome.approval_note) == ("sent_back", "没有见到本人")
    assert recorded(scanned).num_rows == 0
    with database.writing() as session, pytest.raises(NothingWaiting):
        judge(session, row.case_id, True, "", supervisor, 3)


def test_where_everyone_needs_four_eyes_nobody_approves_his_own_and_a_cleared_case_never_waits(
    scanned: Home, database: Database, supervisor: User
) -> None:
    (scanned.path / "settings.yaml").write_text("four_eyes: everyone\n")
    row = first_open(database)
    with database.writing() as session:
        record(session, row.case_id, CONFIRMED, supervisor, 1)
        with pytest.raises(OwnOutcome):
            judge(session, row.case_id, True, "", supervisor, 2)
        judge(session, row.case_id, True, "", person(session, "supervisor", "qian"), 2)
    second = first_open(database)
    with database.writing() as session:
        assert record(session, second.case_id, OutcomeForm("cleared", VISIT), supervisor, 1).approval is None


def test_what_a_township_confirms_waits_for_somebody_who_sees_the_county(scanned: Home, database: Database) -> None:
    (scanned.path / "settings.yaml").write_text("four_eyes: townships\n")
    with database.reading() as session:
        case = session.scalars(select(Case).where(Case.status == "open", Case.township_key.is_not(None))).first()
    assert case is not None
    own = Scope("township", case.township_key, case.township)
    with database.writing() as session:
        local, boss = person(session, scope=own), person(session, "supervisor", "sun", own)
        assert record(session, case.id, CONFIRMED, local, case.version).approval == "waiting"
        with pytest.raises(NotAllowed):
            judge(session, case.id, True, "", boss, case.version + 1)
        judge(session, case.id, True, "", person(session, "supervisor", "zhao"), case.version + 1)
    assert status(database, case.id) == "confirmed"


def test_settings_nobody_can_mean_are_refused_with_the_place(scanned: Home) -> None:
    file = scanned.path / "settings.yaml"
    file.write_text("four_eyes: off\n")
    assert county_settings(scanned).four_eyes == "off"
    for wrong in ("four_eyes: sometimes\n", "fuor_eyes: off\n", "[: no yaml\n"):
        file.write_text(wrong)
        with pytest.raises(BadSettings, match=r"settings\.yaml"):
            county_settings(scanned)
