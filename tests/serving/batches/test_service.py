"""Drawing a batch from the current scan."""

import json
import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pyarrow.parquet as pq
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from records.decisions import dispatches
from records.decisions.outcomes import RecordedOutcome
from records.home import Home
from serving.accounts.views import Role
from serving.audit.tables import AuditEntry
from serving.batches import frames, repository, service
from serving.batches.standing import standing
from serving.batches.views import BatchOrder, BatchView
from serving.cases.service import case_detail
from serving.cases.tables import Case
from serving.database import Database
from serving.outcomes.four_eyes import judge
from serving.outcomes.service import record
from serving.outcomes.views import OutcomeForm
from serving.refusals import InvalidBatch, NotAllowed, NotToBePicked
from serving.scan.service import scan
from serving.security.sight import EVERYTHING
from tests.serving.batches.conftest import DAY, SUPERVISOR, drawn
from tests.serving.conftest import PASSWORD, TODAY, WHOLE, first_open, person

CLEARED = OutcomeForm("cleared", TODAY)


def test_a_batch_keeps_the_probability_and_the_reason_of_every_case_and_the_dice(database: Database) -> None:
    batch = drawn(database)
    with database.reading() as session:
        cases, kept = (
            repository.case_views(session, batch.id, EVERYTHING),
            repository.by_id(session, batch.id, EVERYTHING),
        )
        assert Counter(case.why for case in cases) == {"top": 15, "random": 5}
        assert {case.inclusion for case in cases if case.why == "top"} == {1.0}
        assert all(0 < case.inclusion < 1 for case in cases if case.why == "random")
        assert (kept.seed, kept.scan_id, kept.dispatched, batch.random) == (3, 1, DAY, 5)
        assert kept.model_version.startswith("prior-")
        assert sum(row["awards"] for row in json.loads(kept.population)) > 100


def test_a_batch_waits_again_for_what_is_sent_back_and_the_next_outcome_is_its_own(
    scanned: Home, database: Database
) -> None:
    (scanned.path / "settings.yaml").write_text("four_eyes: inspectors\n")
    batch = drawn(database)
    with database.writing() as session:
        number = repository.case_views(session, batch.id, EVERYTHING)[0].case_id
        inspector = person(session)
        record(session, number, OutcomeForm("confirmed", TODAY, "filed"), inspector, 1)
        assert number not in out(session, batch)
        judge(session, number, False, "没有见到本人", SUPERVISOR, 2)
        assert number in out(session, batch)
        record(session, number, CLEARED, inspector, 3)
        again = session.scalars(select(RecordedOutcome).order_by(RecordedOutcome.id.desc())).first()
        assert again is not None
        assert (again.batch, again.dispatched) == (batch.name, DAY)
        assert number not in out(session, batch)


def out(session: Session, batch: BatchView) -> set[int]:
    return {one.case_id for one in repository.case_views(session, batch.id, EVERYTHING) if one.status == "out"}


def test_a_random_award_without_a_case_gets_one_that_says_why_and_opens_like_any_other(
    scanned: Home, database: Database
) -> None:
    with database.reading() as session:
        before = set(session.scalars(select(Case.id)))
    batch = drawn(database)
    with database.reading() as session:
        fresh = [case for case in repository.case_views(session, batch.id, EVERYTHING) if case.case_id not in before]
        assert fresh
        assert all(case.why == "random" and not case.flagged for case in fresh)
        detail = case_detail(scanned, session, fresh[0].case_id, WHOLE)
    assert (detail.row.status, detail.hits) == ("open", ())
    assert "随机抽取" in detail.row.headline_zh
    assert "随机抽取" in detail.history[0].what_zh


def test_what_is_out_is_not_drawn_again_and_no_scan_withdraws_it(scanned: Home, database: Database) -> None:
    first, second = drawn(database), drawn(database, seed=4)
    with database.reading() as session:
        out = [
            {case.award_key for case in repository.case_views(session, batch.id, EVERYTHING)}
            for batch in (first, second)
        ]
    assert not out[0] & out[1]
    scan(scanned)
    with database.reading() as session:
        statuses = session.execute(select(Case.status, Case.scan_id).where(Case.award_key.in_(out[0] | out[1]))).all()
    assert {status for status, _ in statuses} == {"open"}
    assert {scanned_by for _, scanned_by in statuses} == {2}  # rescored too


def test_an_outcome_belongs_to_the_batch_of_its_case_and_that_batchs_day(scanned: Home, database: Database) -> None:
    day = TODAY - timedelta(days=30)
    batch = drawn(database, dispatched=day, name="第9批")
    with database.writing() as session:
        case = repository.case_views(session, batch.id, EVERYTHING)[0]
        record(session, case.case_id, CLEARED, SUPERVISOR, 1)
        record(session, case.case_id, replace(CLEARED, note="已复看"), SUPERVISOR, 2)  # a correction belongs to it too
    found = dispatches.visits(scanned, dispatches.VERIFICATION)
    (back,) = found[found["result"].notna()].to_dict("records")
    assert (back["case_id"], back["result"], back["batch"], back["dispatched"]) == (
        case.case_id,
        "cleared",
        "第9批",
        day,
    )
    with database.reading() as session:
        assert repository.views(session, EVERYTHING, batch.id)[0].returned == 1


def test_an_outcome_of_a_case_in_no_batch_names_none(database: Database) -> None:
    row = first_open(database)
    with database.writing() as session:
        record(session, row.case_id, CLEARED, person(session), 1)
        assert repository.newest_of(session, row.case_id) is None


def test_what_was_verified_can_not_be_drawn_or_named(database: Database) -> None:
    row = first_open(database)
    with database.writing() as session:
        record(session, row.case_id, CLEARED, SUPERVISOR, 1)
        assert row.award_key not in standing(session).index
    with pytest.raises(NotToBePicked, match=f"^{row.case_id} is neither"):
        drawn(database, tips=(row.case_id,))


def test_named_cases_go_with_their_reason(database: Database) -> None:
    with database.reading() as session:
        last, other = (int(key) for key in standing(session).index[[-1, -2]])
    batch = drawn(database, tips=(last,), hand_picked=(other,))
    with database.reading() as session:
        why = {
            case.award_key: (case.why, case.inclusion) for case in repository.case_views(session, batch.id, EVERYTHING)
        }
    assert (why[last], why[other]) == (("tip", 1.0), ("hand_picked", 1.0))


def test_every_township_gets_its_visits(database: Database) -> None:
    batch = drawn(database, visits=None, per_township=6)
    with database.reading() as session:
        counts = Counter(case.township for case in repository.case_views(session, batch.id, EVERYTHING))
    assert set(counts.values()) == {6}


def test_the_same_seed_on_the_same_scan_draws_the_same(database: Database) -> None:
    def keys() -> list[tuple[int, str]]:
        with database.writing() as session:
            batch = service.new(session, BatchOrder(visits=20, seed=8), SUPERVISOR)
            found = [(case.award_key, case.why) for case in repository.case_views(session, batch.id, EVERYTHING)]
            session.rollback()
        return found

    assert keys() == keys()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"visits": None}, "how many visits"),
        ({"per_township": 3}, "how many visits"),
        ({"visits": 0}, "how many visits"),
        ({"due": date(2020, 1, 1)}, "before it goes out"),
        ({"name": "  "}, "1 to 64"),
        ({"visits": None, "townships": {"没有的镇": 3}}, "No township is called 没有的镇"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_sentence(
    database: Database, asked: dict[str, object], said: str
) -> None:
    with pytest.raises(InvalidBatch, match=said):
        drawn(database, **asked)  # type: ignore[arg-type]


def test_a_batch_can_be_drawn_again_and_whoever_changed_it_shows(scanned: Home, database: Database) -> None:
    batch = drawn(database, visits=None, per_township=6)
    with database.writing() as session:
        assert frames.audit(session, batch.id).holds
        kept, _ = repository.cases(session, batch.id, EVERYTHING)[0]
        kept.inclusion = 0.5
    with database.reading() as session:
        found = frames.audit(session, batch.id)
    assert (found.untouched, found.differing) == (True, 2)
    file = next(scanned.batches.iterdir())
    table = pq.read_table(file)
    pq.write_table(table.slice(1), file)
    with database.reading() as session:
        assert not frames.audit(session, batch.id).untouched
        file.unlink()
        with pytest.raises(InvalidBatch, match="not kept"):
            frames.audit(session, batch.id)


def test_a_name_is_given_once(database: Database) -> None:
    drawn(database, name="第9批")
    with pytest.raises(InvalidBatch, match="already"):
        drawn(database, name="第9批")


def test_only_who_may_makes_a_batch_and_the_audit_log_holds_the_seed(database: Database) -> None:
    with database.writing() as session, pytest.raises(NotAllowed):
        service.new(session, BatchOrder(visits=5), replace(SUPERVISOR, role="inspector"))
    drawn(database)
    with database.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "batch.new")).one()
    assert json.loads(entry.detail)["seed"] == "3"


@pytest.mark.parametrize(("role", "knows"), [("inspector", False), ("supervisor", True)])
def test_the_page_of_a_random_case_opens_and_tells_why_it_was_drawn_to_those_alone_who_draw(
    client: TestClient, database: Database, role: Role, knows: bool
) -> None:
    batch = drawn(database)
    with database.writing() as session:
        person(session, role)
        number = next(case.case_id for case in repository.case_views(session, batch.id, EVERYTHING) if not case.flagged)
    entrance = client.get("/sign-in").text
    token = re.findall(r'name="csrf" value="([^"]*)"', entrance)[0]
    client.post("/sign-in", data={"csrf": token, "name": "wangli", "password": PASSWORD, "onward": "/"})
    page = client.get(f"/cases/{number}")
    assert page.status_code == 200
    assert ("随机抽取" in page.text) is knows
