"""Who may do what."""

import pytest

from serving.accounts.views import ROLES, User
from serving.refusals import NotAllowed
from serving.security.policy import Action, may, require


def of_role(role: str) -> User:
    return User(1, "x", "x", next(known for known in ROLES if known == role))


@pytest.mark.parametrize("action", ["queue.read", "case.read", "case.reveal", "outcome.record", "scores.read"])
def test_an_administrator_sees_no_cases(action: Action) -> None:
    assert not may(of_role("administrator"), action)


@pytest.mark.parametrize("role", ["analyst", "backend", "auditor", "administrator"])
def test_only_those_who_visit_see_names(role: str) -> None:
    with pytest.raises(NotAllowed, match=role):
        require(of_role(role), "case.reveal")


def test_every_role_may_do_something() -> None:
    actions: tuple[Action, ...] = ("queue.read", "users.manage")
    assert all(any(may(of_role(role), action) for action in actions) for role in ROLES)
