"""The demo, small."""

import pytest

from records.home import Home
from records.progress import silent
from serving.accounts import service as accounts
from serving.database import open_database
from serving.demo import OtherData, prepare

PEOPLE = 300


@pytest.mark.slow
def test_the_demo_ends_with_a_queue_and_people_who_may_sign_in_and_does_nothing_twice(home: Home) -> None:
    prepare(home, PEOPLE, silent, None, "test")
    again = prepare(home, PEOPLE, silent, None, "test")
    assert "already" in again.lines[0]
    assert again.lines[1] == "Imported already."
    assert again.lines[3].startswith("Scanned already")
    database = open_database(home)
    for account in again.accounts:
        assert accounts.sign_in(database, account.name, account.password).role == account.role
    database.close()
    with pytest.raises(OtherData, match="300"):
        prepare(home, 400, silent, None, "test")


def test_a_home_with_records_of_its_own_is_left_alone(scanned: Home) -> None:
    with pytest.raises(OtherData):
        prepare(scanned, PEOPLE, silent, None, "test")
    assert not (scanned.path / "demo").exists()
