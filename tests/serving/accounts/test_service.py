"""Accounts and their sessions."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from serving.accounts import service
from serving.accounts.tables import Account, AccountSession, FailedSignIn
from serving.clock import now
from serving.database import Database
from serving.refusals import TooManyAttempts, UserExists, WeakPassword, WrongPassword
from tests.serving.conftest import PASSWORD, person


def fail(database: Database, name: str = "wangli") -> None:
    with pytest.raises(WrongPassword):
        service.sign_in(database, name, "not the password")


def test_the_right_password_signs_in(empty: Database) -> None:
    with empty.writing() as session:
        person(session)
    assert service.sign_in(empty, "wangli", PASSWORD).role == "inspector"


def test_a_wrong_password_and_an_unknown_name_are_refused_in_the_same_words(empty: Database) -> None:
    with empty.writing() as session:
        person(session)
    said = []
    for name in ("wangli", "nobody"):
        with pytest.raises(WrongPassword) as refusal:
            service.sign_in(empty, name, "not the password")
        said.append(str(refusal.value))
    assert said[0] == said[1]


def test_five_failures_block_even_the_right_password_for_a_while(empty: Database) -> None:
    with empty.writing() as session:
        person(session)
    for _ in range(service.ATTEMPTS):
        fail(empty)
    with pytest.raises(TooManyAttempts):
        service.sign_in(empty, "wangli", PASSWORD)
    with empty.writing() as session:
        session.execute(update(FailedSignIn).values(newest=now() - service.WAIT))
    assert service.sign_in(empty, "wangli", PASSWORD).name == "wangli"


def test_a_name_nobody_has_is_blocked_like_one_somebody_has(empty: Database) -> None:
    for _ in range(service.ATTEMPTS):
        fail(empty, "nobody")
    with pytest.raises(TooManyAttempts):
        service.sign_in(empty, "nobody", PASSWORD)


def test_a_password_is_checked_while_others_may_write(empty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(hashed: str, password: str) -> bool:
        with empty.writing() as session:  # would wait for a lock held by this very sign-in
            person(session, name="liu")
        return True

    with empty.writing() as session:
        person(session)
    monkeypatch.setattr(service, "matches", slow)
    assert service.sign_in(empty, "wangli", PASSWORD).name == "wangli"


def test_passwords_are_stored_as_argon2id(empty: Database) -> None:
    with empty.writing() as session:
        person(session)
        stored = session.query(Account).one().password_hash
    assert stored.startswith("$argon2id$")
    assert PASSWORD not in stored


def test_a_session_ends_when_signed_out_expired_or_the_password_changes(empty: Database) -> None:
    with empty.writing() as session:
        user = person(session)
        tokens = [service.open_session(session, user) for _ in range(2)]
        assert all(service.user_of_session(session, token) == user for token in tokens)
        service.sign_out(session, tokens[0])
        assert service.user_of_session(session, tokens[0]) is None
        session.execute(update(AccountSession).values(expires=now() - timedelta(seconds=1)))
        assert service.user_of_session(session, tokens[1]) is None
        third = service.open_session(session, user)
        service.set_password(session, "wangli", "another password", by="test")
        assert service.user_of_session(session, third) is None


def test_the_token_itself_is_not_stored(empty: Database) -> None:
    with empty.writing() as session:
        token = service.open_session(session, person(session))
        assert session.get(AccountSession, token) is None


def test_a_deactivated_user_is_signed_out(empty: Database) -> None:
    with empty.writing() as session:
        token = service.open_session(session, person(session))
        session.execute(update(Account).values(active=False))
        assert service.user_of_session(session, token) is None


def test_short_passwords_and_taken_names_are_refused(empty: Database) -> None:
    with empty.writing() as session, pytest.raises(WeakPassword):
        service.add_user(session, "a", "a", "inspector", "short", by="test")
    with empty.writing() as session:
        person(session)
        with pytest.raises(UserExists):
            person(session)
