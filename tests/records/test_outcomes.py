from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from records.contracts import OUTCOME
from records.database import Base, engine
from records.decisions.outcomes import RecordedOutcome, recorded
from records.home import Home


def outcome(case_id: int, version: int, result: str) -> RecordedOutcome:
    return RecordedOutcome(
        case_id=case_id,
        award_key=2**62 + case_id,
        verified=date(2025, 3, 1),
        result=result,
        who="inspector",
        at=datetime(2025, 3, 2, 9),
        version=version,
    )


def test_without_a_database_or_table_there_are_no_outcomes(home: Home) -> None:
    assert recorded(home) == OUTCOME.empty_table()
    assert not home.database.exists()
    engine(home.database).connect().close()
    assert recorded(home) == OUTCOME.empty_table()


def test_only_the_newest_version_of_an_outcome_counts(home: Home) -> None:
    opened = engine(home.database)
    Base.metadata.create_all(opened, tables=[RecordedOutcome.__table__])
    with Session(opened) as session, session.begin():
        session.add_all([outcome(1, 1, "cleared"), outcome(1, 2, "confirmed"), outcome(2, 1, "inconclusive")])
    found = recorded(home)
    assert found.schema == OUTCOME
    assert {row["known"] for row in found.to_pylist()} == {date(2025, 3, 2)}
    assert {(row["award_key"], row["result"]) for row in found.to_pylist()} == {
        (2**62 + 1, "confirmed"),
        (2**62 + 2, "inconclusive"),
    }


def test_the_database_waits_for_writers_and_minds_foreign_keys(home: Home) -> None:
    with engine(home.database).connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
