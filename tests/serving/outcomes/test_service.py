"""Recording what a visit found."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from records import clock
from records.decisions.outcomes import recorded
from records.home import Home
from serving.audit.tables import AuditEntry
from serving.cases.service import case_detail
from serving.database import Database
from serving.outcomes.service import record
from serving.outcomes.views import OutcomeForm
from serving.refusals import CaseChanged, CaseNotFound, InvalidOutcome, NotAllowed
from serving.scan.service import scan
from tests.serving.conftest import WHOLE, first_open, person

CONFIRMED = OutcomeForm("confirmed", date(2026, 1, 5), "put_right", Decimal("1200.50"), note="已核实")


def test_an_outcome_closes_the_case_and_is_there_for_training(scanned: Home, database: Database) -> None:
    row = first_open(database)
    with database.writing() as session:
        record(session, row.case_id, CONFIRMED, person(session), 1)
    with database.reading() as session:
        detail = case_detail(scanned, session, row.case_id, WHOLE)
    (label,) = recorded(scanned).to_pylist()
    assert (detail.row.status, detail.version) == ("confirmed", 2)
    assert detail.outcome is not None
    assert (detail.outcome.recovered_fen, detail.outcome.recorded_by) == (120050, "王丽")
    assert (label["award_key"], label["result"], label["recovered_fen"]) == (row.award_key, "confirmed", 120050)


def test_the_history_and_the_audit_log_say_who(scanned: Home, database: Database) -> None:
    row = first_open(database)
    with database.writing() as session:
        record(session, row.case_id, CONFIRMED, person(session), 1)
        assert session.query(AuditEntry).filter_by(action="outcome.record").one().actor == "wangli"
        assert case_detail(scanned, session, row.case_id, WHOLE).history[0].who == "王丽"


def test_the_same_form_again_changes_nothing(database: Database) -> None:
    row = first_open(database)
    with database.writing() as session:
        user = person(session)
        first = record(session, row.case_id, CONFIRMED, user, 1)
        assert record(session, row.case_id, CONFIRMED, user, 1) == first
        assert session.query(AuditEntry).filter_by(action="outcome.record").count() == 1


def test_another_outcome_for_a_version_that_is_gone_is_refused(database: Database) -> None:
    row = first_open(database)
    with database.writing() as session:
        record(session, row.case_id, CONFIRMED, person(session), 1)
        with pytest.raises(CaseChanged):
            record(session, row.case_id, OutcomeForm("cleared", date(2026, 1, 6)), person(session, name="liu"), 1)


def test_a_correction_for_the_new_version_replaces_the_outcome_and_keeps_the_old_one(
    scanned: Home, database: Database
) -> None:
    row = first_open(database)
    with database.writing() as session:
        user = person(session)
        record(session, row.case_id, CONFIRMED, user, 1)
        record(session, row.case_id, OutcomeForm("cleared", date(2026, 1, 6)), user, 2)
    (label,) = recorded(scanned).to_pylist()
    assert label["result"] == "cleared"


def test_a_later_scan_keeps_what_was_decided(scanned: Home, database: Database) -> None:
    row = first_open(database)
    with database.writing() as session:
        record(session, row.case_id, OutcomeForm("cleared", date(2026, 1, 6)), person(session), 1)
    scan(scanned)
    with database.reading() as session:
        assert case_detail(scanned, session, row.case_id, WHOLE).row.status == "cleared"


@pytest.mark.parametrize(
    ("change", "about"),
    [
        ({"verified": clock.today() + timedelta(days=2)}, "future"),
        ({"verified": date(1999, 12, 31)}, "2000"),
        ({"result": "cleared"}, "confirmed case only"),
        ({"recovered_yuan": Decimal("-1")}, "from 0"),
        ({"recovered_yuan": Decimal("NaN")}, "from 0"),
        ({"recovered_yuan": Decimal("1.005")}, "two decimals"),
        ({"result": "guilty"}, "result"),
        ({"disposal": "shot"}, "disposal"),
        ({"note": "x" * 4001}, "4001"),
    ],
)
def test_an_outcome_that_contradicts_itself_is_refused_in_one_sentence(
    database: Database, change: dict[str, object], about: str
) -> None:
    row = first_open(database)
    with database.writing() as session, pytest.raises(InvalidOutcome, match=about):
        record(session, row.case_id, replace(CONFIRMED, **change), person(session), 1)  # type: ignore[arg-type]


def test_who_may_not_record_does_not(database: Database) -> None:
    row = first_open(database)
    with database.writing() as session, pytest.raises(NotAllowed):
        record(session, row.case_id, CONFIRMED, person(session, "auditor"), 1)


def test_an_unknown_case_is_named(database: Database) -> None:
    with database.writing() as session, pytest.raises(CaseNotFound, match="987654"):
        record(session, 987654, CONFIRMED, person(session), 1)
