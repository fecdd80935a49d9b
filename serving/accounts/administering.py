"""What an administrator does to accounts, and what everybody does to his own: role, scope, sessions, password."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from serving.accounts import service
from serving.accounts.tables import Account, AccountSession
from serving.accounts.views import Role, Scope, User
from serving.audit import log
from serving.clock import now
from serving.refusals import NotOneself, UserNotFound, WrongPassword


@dataclass(frozen=True)
class AccountView:
    """An account as an administrator sees it; whom it is tied to is a yes or no."""

    user: User
    active: bool
    created: datetime
    sessions: int  # browsers signed in now
    tied: bool
    home_village: str


def accounts(session: Session) -> list[AccountView]:
    """Every account, those in use first, by sign-in name."""
    alive = select(func.count()).where(AccountSession.user_id == Account.id, AccountSession.expires > now())
    query = select(Account, alive.scalar_subquery()).order_by(Account.active.desc(), Account.name)
    return [
        AccountView(service.user_of(row), row.active, row.created, sessions, row.person_key is not None,
                    row.home_village_name)
        for row, sessions in session.execute(query)
    ]  # fmt: skip


def account(session: Session, number: int) -> AccountView:
    """One account by its number. Raises UserNotFound."""
    found = next((one for one in accounts(session) if one.user.id == number), None)
    if found is None:
        raise UserNotFound(f"There is no user {number}; choose one from the list.")
    return found


def change(session: Session, number: int, role: Role, scope: Scope, by: User) -> None:
    """Give a user another role and part of the county, from his next request on. Raises UserNotFound, NotOneself."""
    row = _other(session, number, by)
    row.role = role
    row.scope_level, row.scope_key, row.scope_name = scope.level, scope.key, scope.name
    log.write(session, by.name, "user.change", f"user:{number}", role=role, scope=scope.name or scope.level)


def set_active(session: Session, number: int, active: bool, by: User) -> None:
    """Let a user sign in again, or no longer; his sessions end with it. Raises UserNotFound, NotOneself."""
    row = _other(session, number, by)
    row.active = active
    if not active:
        session.execute(delete(AccountSession).where(AccountSession.user_id == number))
    log.write(session, by.name, "user.activate" if active else "user.deactivate", f"user:{number}")


def end_sessions(session: Session, number: int, by: User) -> None:
    """Sign a user out everywhere. Raises UserNotFound."""
    if session.get(Account, number) is None:
        raise UserNotFound(f"There is no user {number}; choose one from the list.")
    session.execute(delete(AccountSession).where(AccountSession.user_id == number))
    log.write(session, by.name, "user.end-sessions", f"user:{number}")


def change_own_password(session: Session, user: User, before: str, after: str) -> None:
    """Another password for oneself; all sessions end, this one too. Raises WrongPassword, WeakPassword."""
    row = session.get_one(Account, user.id)
    if not service.matches(row.password_hash, before):
        raise WrongPassword("The password used so far is another one; enter that first.")
    service.set_password(session, user.name, after, user.name)


def _other(session: Session, number: int, by: User) -> Account:
    row = session.get(Account, number)
    if row is None:
        raise UserNotFound(f"There is no user {number}; choose one from the list.")
    if number == by.id:
        raise NotOneself("Nobody changes his own role or shuts himself out; another administrator must do it.")
    return row
