"""Promotion, going back, and what they do to the open cases."""

import os
from typing import Any, Protocol

import pyarrow.parquet as pq
import pytest
from sqlalchemy import select

from records.home import Home
from serving.audit import log
from serving.audit.tables import AuditEntry
from serving.cases.tables import Case
from serving.database import Database
from serving.models import drift, promotion, rescoring
from serving.models.reordering import Mover, compare
from serving.refusals import NoReference
from serving.scan import store
from serving.scan.current import CurrentScan
from training.errors import GateClosed
from training.home import champion


class Trained(Protocol):
    home: Home
    versions: tuple[str, str]


def current(opened: Database) -> CurrentScan:
    with opened.reading() as session:
        return CurrentScan(store.current_folder(session))


def cases(opened: Database) -> dict[int, Case]:
    with opened.reading() as session:
        return {case.award_key: case for case in session.scalars(select(Case))}


def use(opened: Database, version: str) -> promotion.Followed:
    promotion.promote(opened, version, "li", override="a test")
    return promotion.follow(opened)


@pytest.mark.slow
def test_after_a_promotion_every_open_case_has_the_score_of_the_new_model(opened: Database, trained: Trained) -> None:
    before = current(opened)
    found = use(opened, trained.versions[0])
    after, model = current(opened), champion.load(trained.home)
    assert (before.manifest.model_version[:5], after.manifest.model_version) == ("prior", trained.versions[0])
    features = after.features.to_pandas().set_index("award_key")
    expected = model.score(features)["probability"]
    opens = [case for case in cases(opened).values() if case.status == "open"]
    assert len(opens) > 50
    assert all(case.probability == pytest.approx(expected[case.award_key]) for case in opens)
    assert found.reordering is not None
    assert found.reordering.previous == before.manifest.model_version
    assert -1 <= (found.reordering.correlation or 0) < 1


@pytest.mark.slow
def test_every_stored_score_names_its_model_and_an_award_off_the_queue_keeps_the_one_that_gave_it(
    opened: Database, trained: Trained
) -> None:
    before = current(opened)
    use(opened, trained.versions[0])
    after = current(opened)
    table = pq.read_table(after.folder / "scores.parquet").to_pandas().set_index("award_key")
    was = pq.read_table(before.folder / "scores.parquet").to_pandas().set_index("award_key")
    off = table.index.difference(after.features.column("award_key").to_pylist())
    assert len(off)
    assert (table.loc[off, "probability"] == was.loc[off, "probability"]).all()
    award = after.find(int(off[0]))
    assert award is not None
    assert after.model_of(award) == before.manifest.model_version
    queued = after.find(int(after.features["award_key"][0].as_py()))
    assert queued is not None
    assert after.model_of(queued) == trained.versions[0]
    assert sorted(table["rank"]) == list(range(1, len(table) + 1))
    store.check(after.folder)


@pytest.mark.slow
def test_hits_are_not_written_again(opened: Database, trained: Trained) -> None:
    before = current(opened).folder
    use(opened, trained.versions[0])
    assert os.path.samefile(before / "hits.parquet", current(opened).folder / "hits.parquet")


@pytest.mark.slow
def test_going_back_gives_the_cases_the_scores_they_had(opened: Database, trained: Trained) -> None:
    use(opened, trained.versions[0])
    first = {key: (case.probability, case.rank) for key, case in cases(opened).items()}
    use(opened, trained.versions[1])
    assert {key: (case.probability, case.rank) for key, case in cases(opened).items()} != first
    done = promotion.rollback(opened, "li", "worse in the field")
    promotion.follow(opened)
    assert (done.act, done.version, done.previous) == ("rolled back", *trained.versions)
    again = {key: (case.probability, case.rank) for key, case in cases(opened).items() if case.status == "open"}
    assert again == {key: first[key] for key in again}


@pytest.mark.slow
def test_who_when_and_why_stand_in_the_audit_log(opened: Database, trained: Trained) -> None:
    use(opened, trained.versions[0])
    use(opened, trained.versions[1])
    promotion.rollback(opened, "wang", "worse in the field")
    with opened.reading() as session:
        log.check(session)
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action.like("model.%"))).all()
    assert [(e.actor, e.action) for e in entries] == [
        ("li", "model.promoted"), ("li", "model.promoted"), ("wang", "model.rolled_back")
    ]  # fmt: skip
    assert "worse in the field" in entries[2].detail
    assert "never compared" in entries[1].detail


@pytest.mark.slow
def test_without_a_reason_the_gate_stays_closed_and_nothing_changes(opened: Database, trained: Trained) -> None:
    use(opened, trained.versions[0])
    with pytest.raises(GateClosed):
        promotion.promote(opened, trained.versions[1], "li")
    assert champion.load(trained.home).version == trained.versions[0]
    assert rescoring.rescore(opened) is None


@pytest.mark.slow
def test_drift_is_measured_against_the_model_in_use(opened: Database, trained: Trained) -> None:
    with pytest.raises(NoReference, match="mingcha train"):
        drift.measure(opened)
    use(opened, trained.versions[0])
    found = drift.measure(opened)
    assert found.version == trained.versions[0]
    assert found.since == found.until  # the scan is of the day the model was trained
    assert [one for one in found.columns if one.alarm] == []
    assert [one for one in found.rules if one.alarm] == []
    assert {one.rule for one in found.rules} >= {"paid-after-death"}


def test_an_order_turned_round_has_a_correlation_of_minus_one_and_names_its_movers() -> None:
    orders: list[Any] = [dict.fromkeys(places, 0.5) for places in ([1, 2, 3, 4], [4, 3, 2, 1], [1, 2, 3, 4])]
    turned = compare(orders[0], orders[1], "a", "b")
    assert turned.correlation == -1
    assert turned.movers[:2] == (Mover(1, 1, 4), Mover(4, 4, 1))
    assert compare(orders[0], orders[2], "a", "b").correlation == 1


def test_cases_that_come_and_go_are_counted_and_only_those_in_both_are_compared() -> None:
    found = compare(dict.fromkeys([1, 2, 3], 0.5), dict.fromkeys([9, 2, 3], 0.5), "a", "b")
    assert (found.cases, found.came, found.went, found.new_in_top, found.correlation) == (2, 1, 1, 1, 1)
