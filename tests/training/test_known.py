from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from records import warehouse
from records.database import Base, engine
from records.decisions.outcomes import RecordedOutcome
from records.home import Home
from training import known

DAY = date(2024, 6, 10)


def record(url: str) -> None:
    """One confirmed award in an application database."""
    opened = engine(url)
    Base.metadata.create_all(opened)
    with Session(opened) as session:
        session.add(RecordedOutcome(case_id=1, award_key=10, verified=DAY, result="confirmed", who="inspector",
                                    at=datetime(2024, 6, 12, tzinfo=UTC)))  # fmt: skip
        session.commit()
    opened.dispose()


def test_outcomes_come_from_the_database_that_was_named(home: Home, tmp_path: Path) -> None:
    warehouse.write(home, {}, [])
    url = f"sqlite:///{tmp_path / 'elsewhere.sqlite'}"
    record(url)
    assert len(known.read(home).labels) == 0
    assert known.read(home, url).labels.cases["award_key"].tolist() == [10]
