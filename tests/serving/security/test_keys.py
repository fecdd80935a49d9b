"""API keys."""

import pytest

from serving.database import Database
from serving.refusals import KeyNeeded, UserNotFound
from serving.security import keys
from serving.security.tables import ApiKey


def test_a_key_names_its_program_until_it_is_revoked(empty: Database) -> None:
    with empty.writing() as session:
        key = keys.add_key(session, "county finance", "backend", by="test")
        assert keys.user_of_key(session, key).role == "backend"
        keys.revoke_key(session, key[:11], by="test")
        with pytest.raises(KeyNeeded):
            keys.user_of_key(session, key)


@pytest.mark.parametrize("key", [None, "", "mk_00000000_nothing"])
def test_no_key_and_an_unknown_one_are_refused(empty: Database, key: str | None) -> None:
    with empty.reading() as session, pytest.raises(KeyNeeded):
        keys.user_of_key(session, key)


def test_the_key_itself_is_not_stored_and_not_listed(empty: Database) -> None:
    with empty.writing() as session:
        key = keys.add_key(session, "county finance", "backend", by="test")
        row = session.query(ApiKey).one()
        assert key not in (row.key_hash, row.prefix, row.label)
        assert all(key not in str(view) for view in keys.list_keys(session))


def test_an_unknown_prefix_cannot_be_revoked(empty: Database) -> None:
    with empty.writing() as session, pytest.raises(UserNotFound):
        keys.revoke_key(session, "mk_00000000", by="test")
