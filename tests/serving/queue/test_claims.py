"""下一件: the best free case, and never the same for two."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select, update

from serving.accounts.views import User
from serving.audit.tables import AuditEntry
from serving.cases.tables import Case, CaseOffered
from serving.clock import now
from serving.database import Database
from serving.queue.assigning import assign
from serving.queue.claims import HELD, LATELY, claim, next_case, release
from serving.queue.service import queue_page
from serving.queue.views import QueueFilter, QueueRow
from serving.refusals import CaseTaken, NotAllowed
from tests.serving.conftest import WHOLE, person

RED = QueueFilter(level="red")


@pytest.fixture
def ours(database: Database) -> User:
    with database.writing() as session:
        return person(session)


@pytest.fixture
def theirs(database: Database) -> User:
    with database.writing() as session:
        return person(session, name="liu")


def take(database: Database, user: User, chosen: QueueFilter = RED) -> int | None:
    with database.reading() as session:
        return next_case(session, lambda: _fresh(session, database), chosen, user)


def _fresh(session: object, database: Database):  # type: ignore[no-untyped-def]
    session.rollback()  # type: ignore[attr-defined]
    return database.writing()


def rows(database: Database, chosen: QueueFilter = RED) -> tuple[QueueRow, ...]:
    with database.reading() as session:
        return queue_page(session, chosen, WHOLE, limit=500).rows


def test_the_next_case_is_the_best_open_one_and_its_row_says_who_has_it(database: Database, ours: User) -> None:
    best = rows(database)[0]
    assert take(database, ours) == best.case_id
    held = rows(database)[0]
    assert (held.case_id, held.holder, held.held_by) == (best.case_id, "王丽", "wangli")
    with database.reading() as session:
        assert session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "case.claim")).all() == [
            f"case:{best.case_id}"
        ]


def test_two_at_once_never_get_the_same_case(database: Database) -> None:
    with database.writing() as session:
        users = [person(session, name=f"u{number}") for number in range(8)]
    together = Barrier(len(users))

    def race(user: User) -> list[int | None]:
        together.wait()
        return [take(database, user, QueueFilter()) for _ in range(3)]

    with ThreadPoolExecutor(len(users)) as pool:
        taken = list(pool.map(race, users))
    last = [mine[-1] for mine in taken]
    assert None not in last
    assert len(set(last)) == len(users)  # what each holds now
    assert {row.case_id for row in rows(database, QueueFilter()) if row.held_by} == set(last)


def test_taking_the_next_frees_the_one_before_and_offers_it_again_only_after_the_others(
    database: Database, ours: User, theirs: User
) -> None:
    red = [row.case_id for row in rows(database)]
    assert [take(database, ours) for _ in range(len(red) + 1)] == [*red, red[0]]
    assert take(database, theirs) == red[1]
    with database.writing() as session:
        session.execute(update(CaseOffered).values(at=now() - LATELY - timedelta(minutes=1)))
    assert take(database, ours) == red[0]


def test_a_claim_ends_by_itself_and_can_be_given_back(database: Database, ours: User, theirs: User) -> None:
    best = take(database, ours)
    assert best is not None
    assert take(database, theirs) != best
    with database.writing() as session, pytest.raises(CaseTaken):
        claim(session, best, theirs)
    with database.writing() as session:
        release(session, best, theirs)  # not his to give back
        with pytest.raises(CaseTaken):
            claim(session, best, theirs)
        release(session, best, ours)
        assert claim(session, best, theirs) > now()
        session.execute(update(Case).where(Case.id == best).values(held_until=now() - HELD))
        assert claim(session, best, ours) > now()


def test_a_case_of_somebody_else_is_nobody_elses_next(database: Database, ours: User, theirs: User) -> None:
    first, second = (row.case_id for row in rows(database)[:2])
    with database.writing() as session:
        assign(session, [first], theirs.name, person(session, "supervisor", "zhao"))
    assert take(database, ours) == second
    assert take(database, theirs) == first


def test_there_is_none_where_all_are_taken_and_none_for_those_who_record_nothing(
    database: Database, ours: User, theirs: User
) -> None:
    with database.writing() as session:
        session.execute(update(Case).values(holder=theirs.name, held_until=now() + HELD))
        analyst = person(session, "analyst", "chen")
    assert take(database, ours) is None
    with pytest.raises(NotAllowed):
        take(database, analyst)
