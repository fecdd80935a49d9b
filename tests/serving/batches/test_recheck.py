"""A blind re-check: cleared cases go to another township, and correct the batch that was checked."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from records.decisions import dispatches, judgements
from records.home import Home
from rules import catalogue
from serving.batches import repository
from serving.batches.export import export
from serving.batches.recheck import recheck
from serving.batches.views import BatchView
from serving.cases.tables import Case
from serving.database import Database
from serving.outcomes.service import record
from serving.outcomes.views import OutcomeForm
from serving.refusals import InvalidBatch
from serving.security.sight import EVERYTHING
from tests.serving.batches.conftest import SUPERVISOR, drawn
from tests.serving.conftest import TODAY, WHOLE
from training.visits import home_verifiers

DAY = date(2026, 1, 6)


@pytest.fixture
def cleared(database: Database) -> BatchView:
    """A batch of which everything was cleared."""
    batch = drawn(database, dispatched=date(2026, 1, 1), name="第9批")
    with database.writing() as session:
        for case in repository.case_views(session, batch.id, EVERYTHING):
            record(session, case.case_id, OutcomeForm("cleared", DAY), SUPERVISOR, 1)
    return batch


def checked(database: Database, visits: int = 6, seed: int = 2) -> BatchView:
    with database.writing() as session:
        return recheck(session, visits, SUPERVISOR, seed=seed)


def test_every_case_goes_to_another_township_than_the_one_that_cleared_it(
    scanned: Home, database: Database, cleared: BatchView
) -> None:
    batch = checked(database)
    rows = dispatches.visits(scanned, dispatches.RECHECK)
    assert (batch.kind, len(rows)) == ("recheck", 6)
    assert (rows["township_key"] != rows["checked_key"]).all()
    assert rows["inclusion"].nunique() == 1


def test_the_workbook_does_not_tell_what_was_found_before(
    scanned: Home, database: Database, cleared: BatchView, tmp_path: Path
) -> None:
    export(scanned, database, checked(database).id, tmp_path / "b.xlsx", False, user=WHOLE)
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    cells = [str(cell) for sheet in book for row in sheet.iter_rows(min_row=2, values_only=True) for cell in row]
    # A rule's own question may speak of a check that papers are to show, whatever batch it goes out with.
    questions = {question for rule in catalogue.load().rules for question in rule.ask.zh}
    said = "\n".join(line for cell in cells for line in cell.split("\n") if line not in questions)
    assert "不属实" not in said
    assert "复核" not in said
    assert "2026-01-06" not in said


def test_nothing_is_checked_twice(database: Database, cleared: BatchView) -> None:
    first, second = checked(database), checked(database, seed=3)
    with database.reading() as session:
        numbers = [
            {case.case_id for case in repository.case_views(session, batch.id, EVERYTHING)} for batch in (first, second)
        ]
    assert not numbers[0] & numbers[1]


def test_what_a_recheck_finds_corrects_the_label_of_the_batch_that_was_checked(
    scanned: Home, database: Database, cleared: BatchView
) -> None:
    before = judgements.read(scanned).outcomes.num_rows
    batch = checked(database, visits=22)
    rows = dispatches.visits(scanned, dispatches.RECHECK)
    of_app = rows.loc[rows["checked_batch"] == "第9批", "case_id"].tolist()
    of_sheets = rows.loc[rows["checked_batch"] != "第9批", "case_id"].tolist()
    assert of_app
    assert of_sheets  # what a bureau's sheet says was cleared is checked as well
    with database.writing() as session:
        for number in (*of_app, *of_sheets):
            case = session.get_one(Case, number)
            result = "confirmed" if number == of_app[0] else "cleared"
            record(session, number, OutcomeForm(result, TODAY, note="复核"), WHOLE, case.version)
        named = {number: session.get_one(Case, number).award_key for number in (of_app[0], of_sheets[0])}
    labels = {label["award_key"]: label for label in judgements.read(scanned).outcomes.to_pylist()}
    assert len(labels) == before + len(of_sheets)  # no visit of the batch is counted twice
    own, other = (labels[named[number]] for number in (of_app[0], of_sheets[0]))
    assert (own["result"], own["batch"], own["dispatched"]) == ("confirmed", "第9批", date(2026, 1, 1))
    assert other["dispatched"] < TODAY
    found = home_verifiers.rechecks(scanned).noise
    assert (found.rechecked, found.overturned) == (22, 1)
    assert found.base_rate < found.corrected < found.corrected_high
    with database.reading() as session:
        assert repository.views(session, EVERYTHING, batch.id)[0].confirmed == 1
        # What the batch's own visit found stays.
        assert repository.views(session, EVERYTHING, cleared.id)[0].confirmed == 0


def test_more_than_there_are_cannot_be_asked(database: Database, cleared: BatchView) -> None:
    with pytest.raises(InvalidBatch, match="Only"):
        checked(database, visits=5000)
