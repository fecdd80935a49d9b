"""A batch is cancelled, a case taken out of one, a township reminded; all of it stays in history."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select

from records.decisions import dispatches
from records.home import Home
from serving.batches import changes, frames, reminders, repository
from serving.batches.export import export
from serving.batches.standing import standing
from serving.batches.taking_back import take_back
from serving.batches.views import BatchView
from serving.cases.tables import Case, CaseEvent
from serving.database import Database
from serving.outcomes.service import record
from serving.outcomes.views import OutcomeForm
from serving.refusals import BatchChanged, BatchReturned, InvalidBatch, NotAllowed, ReasonMissing, WrongCells
from serving.security.sight import EVERYTHING
from tests.serving.batches.conftest import SUPERVISOR, drawn
from tests.serving.conftest import TODAY
from training.visits import batch_estimates, home_verifiers

WHY = "数据重报"


@pytest.fixture
def batch(database: Database) -> BatchView:
    return drawn(database, 12, due=TODAY - timedelta(days=2), name="第9批")


def first_case(database: Database, batch: BatchView) -> int:
    with database.reading() as session:
        return repository.case_views(session, batch.id, EVERYTHING)[0].case_id


def test_a_cancelled_batch_stays_in_history_and_its_cases_are_free_again(
    scanned: Home, database: Database, batch: BatchView
) -> None:
    with database.writing() as session:
        cases = repository.case_views(session, batch.id, EVERYTHING)
        assert not {case.award_key for case in cases} & set(standing(session).index)
        view = changes.cancel(session, batch.id, WHY, SUPERVISOR, batch.version)
    assert (view.cancelled_by, view.cancelled_why, view.outstanding) == (SUPERVISOR.name, WHY, 0)
    assert view.state(TODAY) == "cancelled"
    with database.reading() as session:
        assert {case.award_key for case in cases} <= set(standing(session).index)
        status = {case.id: case.status for case in session.scalars(select(Case))}
        told = session.scalars(select(CaseEvent.zh).where(CaseEvent.case_id == cases[0].case_id)).all()
    assert {status[case.case_id] for case in cases if case.flagged} == {"open"}
    assert {status[case.case_id] for case in cases if not case.flagged} == {"withdrawn"}
    assert told[-1] == f"取消交办：第9批（{WHY}）"
    assert dispatches.visits(scanned, dispatches.VERIFICATION).empty  # nobody was sent: no estimate counts it
    assert drawn(database, 12, name="第10批").cases == 12


def test_a_batch_of_which_something_came_back_is_not_cancelled(database: Database, batch: BatchView) -> None:
    with database.writing() as session:
        record(session, first_case(database, batch), OutcomeForm("cleared", TODAY), SUPERVISOR, 1)
    with database.writing() as session, pytest.raises(BatchReturned, match="it stays"):
        changes.cancel(session, batch.id, WHY, SUPERVISOR, batch.version)


def test_a_case_taken_out_is_free_waits_for_nothing_and_is_no_outcome(
    scanned: Home, database: Database, batch: BatchView
) -> None:
    number = first_case(database, batch)
    with database.writing() as session:
        view = changes.take_out(session, batch.id, number, WHY, SUPERVISOR, batch.version)
        assert (view.cases, view.taken_out, view.version) == (batch.cases - 1, 1, 2)
        assert session.get_one(Case, number).award_key in standing(session).index
        for case in repository.case_views(session, batch.id, EVERYTHING):
            if case.status == "out":
                record(session, case.case_id, OutcomeForm("cleared", TODAY), SUPERVISOR, 1)
        assert repository.views(session, EVERYTHING, batch.id)[0].state(TODAY) == "done"
        assert frames.audit(session, batch.id).holds  # it was drawn, whatever happened afterwards
        record(session, number, OutcomeForm("confirmed", TODAY), SUPERVISOR, session.get_one(Case, number).version)
        assert repository.views(session, EVERYTHING, batch.id)[0].confirmed == 0  # found otherwise, not in this batch
    assert batch_estimates.of_home(scanned).counted == ("第9批",)
    assert sum(home_verifiers.of_batches(scanned).table["cases"]) == batch.cases - 1


def test_what_is_no_longer_out_is_not_taken_back_from_a_workbook(
    scanned: Home, database: Database, batch: BatchView, tmp_path: Path
) -> None:
    file = tmp_path / "b.xlsx"
    export(scanned, database, batch.id, file, False, user=SUPERVISOR)
    number = int(openpyxl.load_workbook(file).worksheets[0]["B2"].value)
    with database.writing() as session:
        changes.take_out(session, batch.id, number, WHY, SUPERVISOR, 1)
    with database.writing() as session, pytest.raises(WrongCells, match=f"线索 {number} 已不在批次"):
        take_back(session, file, SUPERVISOR)
    export(scanned, database, batch.id, file, False, user=SUPERVISOR)
    rows = [row for sheet in openpyxl.load_workbook(file) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert number not in [row[1] for row in rows]


@pytest.mark.parametrize(
    ("version", "reason", "refusal"), [(7, WHY, BatchChanged), (1, "  ", ReasonMissing), (1, WHY, NotAllowed)]
)
def test_a_change_needs_the_version_seen_a_reason_and_the_right(
    database: Database, batch: BatchView, version: int, reason: str, refusal: type[Exception]
) -> None:
    user = replace(SUPERVISOR, role="inspector") if refusal is NotAllowed else SUPERVISOR
    with database.writing() as session, pytest.raises(refusal):
        changes.cancel(session, batch.id, reason, user, version)


def test_nothing_is_changed_twice(database: Database, batch: BatchView) -> None:
    number = first_case(database, batch)
    with database.writing() as session:
        changes.take_out(session, batch.id, number, WHY, SUPERVISOR, 1)
        with pytest.raises(InvalidBatch, match="is not in this batch"):
            changes.take_out(session, batch.id, number, WHY, SUPERVISOR, 2)
    with database.writing() as session:
        changes.cancel(session, batch.id, WHY, SUPERVISOR, 2)
        with pytest.raises(InvalidBatch, match="cancelled already"):
            changes.cancel(session, batch.id, WHY, SUPERVISOR, 3)


def test_who_is_late_is_listed_with_how_many_and_reminders_are_kept(database: Database, batch: BatchView) -> None:
    with database.writing() as session:
        late = reminders.awaited(session, TODAY, EVERYTHING)
        assert sum(one.outstanding for one in late) == batch.cases
        assert {(one.days, one.reminders) for one in late} == {(-2, 0)}
        reminders.remind(session, batch.id, [late[0].township_key], " 电话催办 ", SUPERVISOR)
        told = reminders.remind(session, batch.id, [late[0].township_key], "再次催办", SUPERVISOR)
        assert [one.note for one in told] == ["再次催办", "电话催办"]
        assert {one.outstanding for one in told} == {late[0].outstanding}
        (again,) = [one for one in reminders.awaited(session, TODAY, EVERYTHING) if one.reminders]
        assert (again.township_key, again.reminders) == (late[0].township_key, 2)
        with pytest.raises(InvalidBatch, match="still owe"):
            reminders.remind(session, batch.id, [987], "", SUPERVISOR)


def test_batches_due_soon_are_those_that_wait_and_are_not_late(database: Database, batch: BatchView) -> None:
    soon = drawn(database, 4, due=TODAY + timedelta(days=3), name="第10批")
    drawn(database, 4, due=TODAY + timedelta(days=4), name="第11批")
    with database.reading() as session:
        assert [view.id for view in reminders.due_soon(session, TODAY)] == [soon.id]
        assert [view.state(TODAY) for view in repository.views(session, EVERYTHING)] == ["out", "soon", "late"]
