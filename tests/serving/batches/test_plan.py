"""What a batch would be, before it goes out."""

from dataclasses import replace
from datetime import timedelta

import pytest

from serving.batches import plan, repository, service
from serving.batches.views import BatchOrder
from serving.cases.tables import Case
from serving.database import Database
from serving.outcomes.service import record
from serving.outcomes.views import OutcomeForm
from serving.refusals import BatchChanged, InvalidBatch, NotAllowed
from serving.security.sight import EVERYTHING
from tests.serving.batches.conftest import EXPLORING, SUPERVISOR, drawn
from tests.serving.conftest import TODAY, first_open

ORDER = BatchOrder(per_township=8, exploration=EXPLORING)


def test_what_the_preview_shows_goes_out_and_looking_twice_throws_no_new_dice(database: Database) -> None:
    with database.reading() as session:
        first, again = (plan.preview(session, ORDER, SUPERVISOR) for _ in range(2))
    assert first == again
    with database.writing() as session:
        batch = service.new(session, replace(ORDER, due=TODAY + timedelta(days=20)), SUPERVISOR, first.digest)
        assert (batch.cases, batch.random, batch.seed) == (first.cases, first.random, first.seed)
        towns = {town.township_key: town.cases for town in repository.townships(session, batch.id, EVERYTHING)}
        assert towns == {town.township_key: town.cases for town in first.townships}
        assert plan.preview(session, ORDER, SUPERVISOR).seed != first.seed  # the next batch has dice of its own


def test_a_batch_that_would_differ_from_its_preview_is_not_made(database: Database) -> None:
    with database.reading() as session:
        seen = plan.preview(session, ORDER, SUPERVISOR)
    row = first_open(database)
    with database.writing() as session:
        record(session, row.case_id, OutcomeForm("cleared", TODAY), SUPERVISOR, 1)
    with database.writing() as session, pytest.raises(BatchChanged, match="Look at it anew"):
        service.new(session, ORDER, SUPERVISOR, seen.digest)
    with database.reading() as session:
        assert repository.views(session, EVERYTHING) == []


def test_a_plan_adds_up_and_its_ways_are_no_longer_than_by_score_alone(database: Database) -> None:
    with database.reading() as session:
        found = plan.preview(session, ORDER, SUPERVISOR)
    assert sum(town.cases for town in found.townships) == found.cases
    assert sum(town.amount_fen for town in found.townships) == found.amount_fen > 0
    assert sum(village.cases for town in found.townships for village in town.villages) == found.cases
    assert sum(town.houses for town in found.townships) >= found.route.houses
    assert found.route.villages <= found.by_score.villages
    assert found.route.expected <= found.by_score.expected * 1.1


def test_what_waits_in_a_township_leaves_out_what_is_out(database: Database) -> None:
    with database.reading() as session:
        before = {one.township_key: one.cases for one in plan.stocks(session)}
        assert sum(before.values()) <= session.query(Case).filter(Case.status == "open").count()
    batch = drawn(database)
    with database.reading() as session:
        after = {one.township_key: one.cases for one in plan.stocks(session)}
        flagged = sum(case.flagged for case in repository.case_views(session, batch.id, EVERYTHING))
    assert sum(before.values()) - sum(after.values()) == flagged


def test_capacity_can_be_said_by_the_number_of_a_township(database: Database) -> None:
    with database.reading() as session:
        key = plan.stocks(session)[0].township_key
        found = plan.preview(session, BatchOrder(places={key: 4}), SUPERVISOR)
        assert [(town.township_key, town.cases) for town in found.townships] == [(key, 4)]
        with pytest.raises(InvalidBatch, match="No township has the number"):
            plan.preview(session, BatchOrder(places={987: 4}), SUPERVISOR)


def test_only_who_may_make_a_batch_sees_its_plan(database: Database) -> None:
    with database.reading() as session, pytest.raises(NotAllowed):
        plan.preview(session, ORDER, replace(SUPERVISOR, role="inspector"))
