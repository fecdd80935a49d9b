"""A township sees its own cases, and learns of no others, whichever way it asks."""

from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from records import warehouse
from records.home import Home
from serving.accounts import divisions
from serving.accounts.views import Scope, User
from serving.batches import repository as batches
from serving.batches import service as drawing
from serving.batches.views import BatchOrder
from serving.cases.tables import Case
from serving.database import Database
from serving.identities.service import identities
from serving.omissions.service import omissions
from serving.outcomes.service import record
from serving.outcomes.views import OutcomeForm
from serving.queue.assigning import assign
from serving.queue.claims import claim
from serving.queue.export import Wanted, export
from serving.queue.service import chosen_numbers, queue_page
from serving.queue.views import QueueFilter, QueueRow
from serving.refusals import CaseNotFound, NotAllowed, UnknownDivision
from serving.security.policy import require
from serving.security.sight import case_for, sight_of
from tests.serving.conftest import TODAY, WHOLE, key_for, person

EVERY = QueueFilter(status=None)


@pytest.fixture
def town(database: Database) -> Scope:
    """The township with the most cases."""
    with database.reading() as session:
        found = Counter(session.execute(select(Case.township_key, Case.township)).all())
    (key, name), _ = found.most_common(1)[0]
    return Scope("township", key, name)


@pytest.fixture
def other(database: Database, town: Scope) -> Case:
    """The best open case of another township."""
    with database.reading() as session:
        elsewhere = select(Case).where(Case.township_key != town.key, Case.status == "open")
        return session.scalars(elsewhere.order_by(Case.rank).limit(1)).one()


def next_open(rows: list[QueueRow]) -> int:
    return next(row.case_id for row in rows if row.status == "open")


def test_the_queue_counts_and_lists_only_the_township(database: Database, town: Scope) -> None:
    with database.writing() as session:
        user = person(session, scope=town)
        page, whole = (queue_page(session, EVERY, who, limit=500) for who in (user, WHOLE))
        own = [row for row in whole.rows if row.township == town.name]
        assert list(page.rows) == own
        assert page.total == len(own) < whole.total
        assert [facet.value for facet in page.facets["township"]] == [str(town.key)]
        assert page.open_total == sum(row.status == "open" for row in own)
        assert chosen_numbers(session, EVERY, user) == [row.case_id for row in own]
        assert queue_page(session, QueueFilter(), user).rows[0].case_id == next_open(own)


def test_a_village_sees_its_own_and_not_the_rest_of_its_township(database: Database) -> None:
    with database.writing() as session:
        row = session.scalars(select(Case).where(Case.village_key.is_not(None)).limit(1)).one()
        user = person(session, scope=Scope("village", row.village_key, row.village))
        rows = queue_page(session, EVERY, user, limit=500).rows
        assert {found.village for found in rows} == {row.village}


def test_a_search_finds_nobody_elsewhere(database: Database, town: Scope, other: Case) -> None:
    with database.writing() as session:
        user = person(session, scope=town)
        asked = QueueFilter(text=str(other.id), status=None)
        assert queue_page(session, asked, WHOLE).total == 1
        assert queue_page(session, asked, user).total == 0


def test_a_case_elsewhere_can_be_neither_read_nor_decided(
    scanned: Home, database: Database, town: Scope, other: Case
) -> None:
    with database.writing() as session:
        user = person(session, scope=town)
        with pytest.raises(CaseNotFound) as refusal:
            case_for(session, user, other.id)
        with pytest.raises(CaseNotFound) as unknown:
            case_for(session, user, 999_999)
        assert str(refusal.value).replace(str(other.id), "") == str(unknown.value).replace("999999", "")
        with pytest.raises(CaseNotFound):
            claim(session, other.id, user)
        with pytest.raises(CaseNotFound):
            record(session, other.id, OutcomeForm("confirmed", TODAY, "filed"), user, other.version)


def test_nobody_is_given_a_case_he_does_not_see(database: Database, town: Scope, other: Case) -> None:
    with database.writing() as session:
        user, county = person(session, scope=town), person(session, "supervisor", "zhang")
        assert assign(session, [other.id], user.name, county) == 0
        assert assign(session, [other.id], county.name, user_as_supervisor(session, town)) == 0
        assert assign(session, [other.id], county.name, county) == 1


def user_as_supervisor(session: Session, town: Scope) -> User:
    return person(session, "supervisor", "town", town)


def test_programs_with_a_scope_get_404_for_what_lies_elsewhere(
    client: TestClient, database: Database, town: Scope, other: Case
) -> None:
    client.headers["X-API-Key"] = key_for(database, "backend", town)
    assert client.get(f"/v1/cases/{other.id}").status_code == 404
    assert client.get(f"/v1/awards/{other.award_key}/rules").status_code == 404
    outcome = {"result": "confirmed", "verified": TODAY.isoformat()}
    sent = client.post(f"/v1/cases/{other.id}/outcomes", json=outcome, headers={"If-Match": f'"{other.version}"'})
    assert sent.status_code == 404
    listed = client.get("/v1/queue", params={"limit": 500, "any_status": True}).json()["items"]
    assert {item["township"] for item in listed} == {town.name}


def test_scores_know_no_award_elsewhere_and_no_planned_payout_of_its_people(
    client: TestClient, database: Database, scanned: Home, town: Scope, other: Case
) -> None:
    from records.identity.identities import Identities

    resident_id = Identities(scanned).resident_ids([other.person_key])[other.person_key]
    planned = {"resident_id": resident_id, "programme": other.programme, "amount_yuan": 100}
    asked = {"items": {"known": {"award": str(other.award_key)}, "planned": planned}}
    client.headers["X-API-Key"] = key_for(database, "backend")
    whole = client.post("/v1/scores", json=asked).json()["items"]
    client.headers["X-API-Key"] = key_for(database, "backend", town)
    narrow = client.post("/v1/scores", json=asked).json()["items"]
    assert [("error" in whole[key], "error" in narrow[key]) for key in asked["items"]] == [(False, True)] * 2


def test_exports_omissions_and_identities_keep_to_the_township(
    scanned: Home, database: Database, town: Scope, tmp_path: Path
) -> None:
    with database.writing() as session:
        user = person(session, scope=town)
        missing = [omissions(session, who) for who in (user, WHOLE)]
        doubtful = [identities(scanned, session, who) for who in (user, WHOLE)]
        places = {
            row["village_key"]: row["township_key"] for row in warehouse.current(scanned).read("division").to_pylist()
        }
    export(scanned, database, tmp_path / "q.parquet", Wanted(everything=True), user)
    assert set(pq.read_table(tmp_path / "q.parquet")["township"].to_pylist()) == {town.name}
    assert [one for one in missing[1] if one.township == town.name] == list(missing[0])
    assert [one for one in doubtful[1] if places.get(one.village_key) == town.key] == doubtful[0]
    assert len(doubtful[0]) < len(doubtful[1])


def test_of_a_batch_a_township_sees_what_was_handed_to_it(database: Database, town: Scope) -> None:
    with database.writing() as session:
        user, county = person(session, scope=town), person(session, "supervisor", "zhang")
        batch = drawing.new(session, BatchOrder(per_township=4), county)
        seen = batches.case_views(session, batch.id, sight_of(session, user))
        assert {one.township for one in seen} == {town.name}
        (view,) = batches.views(session, sight_of(session, user))
        assert view.cases == len(seen) < batch.cases


@pytest.mark.parametrize("action", ["batch.make", "county.compare", "import.run", "models.promote", "users.manage"])
def test_what_concerns_the_county_is_not_for_a_part_of_it(action: str, database: Database, town: Scope) -> None:
    from typing import get_args

    from serving.accounts.views import ROLES
    from serving.security.policy import Action

    assert action in get_args(Action)
    with database.writing() as session:
        for role in ROLES:
            with pytest.raises(NotAllowed):
                require(person(session, role, role, town), action)  # type: ignore[arg-type]


def test_places_are_found_by_name_and_code_and_a_doubtful_one_is_refused(scanned: Home) -> None:
    rows = warehouse.current(scanned).read("division").to_pylist()
    row = next(row for row in rows if row["township"] and row["village"] and row["code"])
    scope = divisions.scope_named(scanned, row["township"])
    assert (scope.level, scope.key) == ("township", row["township_key"])
    assert divisions.scope_named(scanned, row["code"][:9]) == scope
    village = divisions.scope_named(scanned, row["township"], row["village"])
    assert village == divisions.scope_named(scanned, None, row["code"])
    assert (village.level, village.key) == ("village", row["village_key"])
    assert divisions.scope_named(scanned).whole
    with pytest.raises(UnknownDivision):
        divisions.scope_named(scanned, "没有这个镇")
