"""Cases given to somebody, many at once."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from serving.audit.tables import AuditEntry
from serving.cases.tables import Case, CaseEvent
from serving.database import Database
from serving.queue.assigning import assign
from serving.queue.service import chosen_numbers, queue_page
from serving.queue.views import NOBODY, QueueFilter
from serving.refusals import NotAllowed, NotAssignable, NothingChosen
from tests.serving.conftest import WHOLE, key_for, person


def numbers(database: Database, chosen: QueueFilter) -> list[int]:
    with database.reading() as session:
        return chosen_numbers(session, chosen, WHOLE)


def test_all_that_match_become_somebodys_with_a_line_in_each_history(database: Database) -> None:
    red = numbers(database, QueueFilter(level="red"))
    with database.writing() as session:
        boss, li = person(session, "supervisor", "zhao"), person(session, name="li")
        assert assign(session, red, li.name, boss) == len(red) > 1
    assert set(numbers(database, QueueFilter(assignee="li"))) == set(red)
    assert not set(numbers(database, QueueFilter(assignee=NOBODY))) & set(red)
    with database.reading() as session:
        told = session.scalars(select(CaseEvent.case_id).where(CaseEvent.zh == "指派给 王丽")).all()
        (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "case.assign"))
        facets = queue_page(session, QueueFilter(), WHOLE).facets["assignee"]
    assert sorted(told) == sorted(red)
    assert f'"changed": {len(red)}' in entry.detail
    assert {(facet.value, facet.label) for facet in facets} == {("li", "王丽"), (NOBODY, NOBODY)}


def test_the_same_again_changes_nothing_and_to_nobody_takes_it_back(database: Database) -> None:
    red = numbers(database, QueueFilter(level="red"))
    with database.writing() as session:
        boss = person(session, "supervisor", "zhao")
        assert assign(session, red, boss.name, boss) == len(red)
        before = session.scalar(select(func.count()).select_from(CaseEvent))
        assert assign(session, red, boss.name, boss) == 0
        assert session.scalar(select(func.count()).select_from(CaseEvent)) == before
        assert assign(session, red, None, boss) == len(red)
    assert numbers(database, QueueFilter(assignee="zhao")) == []


def test_an_inspector_takes_free_cases_himself_and_nothing_from_others(database: Database) -> None:
    first, second, *_ = numbers(database, QueueFilter())
    with database.writing() as session:
        li, liu = person(session, name="li"), person(session, name="liu")
        assert assign(session, [first], li.name, li) == 1
        assert assign(session, [first, second], liu.name, liu) == 1
        assert assign(session, [first], None, liu) == 0
        with pytest.raises(NotAllowed):
            assign(session, [second], li.name, liu)
        assert {case.assignee for case in session.scalars(select(Case).where(Case.id == first))} == {"li"}


def test_nothing_chosen_and_whoever_records_nothing_are_refused(database: Database) -> None:
    first, *_ = numbers(database, QueueFilter())
    with database.writing() as session:
        boss = person(session, "supervisor", "zhao")
        person(session, "auditor", "shen")
        with pytest.raises(NothingChosen):
            assign(session, [], boss.name, boss)
        for nobody in ("shen", "no such user"):
            with pytest.raises(NotAssignable):
                assign(session, [first], nobody, boss)


def test_a_program_assigns_over_the_api_if_its_role_may(client: TestClient, database: Database) -> None:
    first, second, *_ = numbers(database, QueueFilter())
    with database.writing() as session:
        person(session, name="li")
    wanted = {"cases": [first, second, 2**31 - 1], "assignee": "li"}
    for role, status in (("backend", 403), ("supervisor", 200)):
        client.headers["Authorization"] = f"Bearer {key_for(database, role)}"  # type: ignore[arg-type]
        answer = client.post("/v1/queue/assignments", json=wanted)
        assert answer.status_code == status
    assert answer.json() == {"changed": 2}
    mine = client.get("/v1/queue", params={"assignee": "li"}).json()
    assert {item["case_id"] for item in mine["items"]} == {first, second}
    assert {item["assignee"] for item in mine["items"]} == {"王丽"}
