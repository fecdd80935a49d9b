"""Local accounts: sign in, sessions, passwords."""

import hashlib
import secrets
from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from serving.accounts.tables import Account, AccountSession, FailedSignIn
from serving.accounts.views import COUNTY, LEVELS, ROLES, Role, Scope, User
from serving.audit import log
from serving.clock import now
from serving.database import Database
from serving.refusals import TooManyAttempts, UserExists, UserNotFound, WeakPassword, WrongPassword
from serving.security.policy import may
from serving.settings import settings

ATTEMPTS = 5  # failed sign-ins before the account waits
WAIT = timedelta(minutes=5)
SHORTEST = 10  # characters of a password
_HASHER = PasswordHasher()  # argon2id with the library's parameters


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash(secrets.token_urlsafe())


def sign_in(database: Database, name: str, password: str) -> User:
    """The user with this name and password. Raises WrongPassword, or TooManyAttempts for a while after five of them.

    The slow hash is computed between two transactions: nobody waits for the write lock meanwhile.
    """
    with database.reading() as session:
        account = session.scalar(select(Account).where(Account.name == name))
        _refuse_if_waiting(session, name)
    # An unknown name costs as much time as a wrong password, so that nobody can try out who has an account.
    right = matches(account.password_hash if account is not None else _nobodys_hash(), password)
    if account is None or not right or not account.active:
        with database.writing() as session:
            _count_failure(session, name, account)
        raise WrongPassword("Name and password do not belong together.")
    stronger = _HASHER.hash(password) if _HASHER.check_needs_rehash(account.password_hash) else None
    with database.writing() as session:
        session.execute(delete(FailedSignIn).where(FailedSignIn.name_hash == _hash(name)))
        if stronger is not None:
            session.execute(update(Account).where(Account.id == account.id).values(password_hash=stronger))
        log.write(session, account.name, "sign-in", f"user:{account.id}")
    return user_of(account)


def open_session(session: Session, user: User) -> str:
    """Begin a session on the server; returns the token for the cookie (see serving.security.cookies)."""
    token, at = secrets.token_urlsafe(32), now()
    session.execute(delete(AccountSession).where(AccountSession.expires < at))
    expires = at + timedelta(hours=settings().session_hours)
    session.add(AccountSession(token_hash=_hash(token), user_id=user.id, created=at, expires=expires))
    session.flush()
    return token


def user_of_session(session: Session, token: str) -> User | None:
    """Whose session the token opens; None when it is unknown, over, or its user was deactivated."""
    account = session.scalar(
        select(Account)
        .join(AccountSession, AccountSession.user_id == Account.id)
        .where(AccountSession.token_hash == _hash(token), AccountSession.expires > now(), Account.active)
    )
    return None if account is None else user_of(account)


def sign_out(session: Session, token: str) -> None:
    """End the session on the server; the token is worthless afterwards."""
    session.execute(delete(AccountSession).where(AccountSession.token_hash == _hash(token)))


def add_user(
    session: Session, name: str, display_name: str, role: Role, password: str, by: str, scope: Scope = COUNTY
) -> User:
    """A new account. Raises UserExists, WeakPassword."""
    if session.scalar(select(Account.id).where(Account.name == name)) is not None:
        raise UserExists(f"There is a user {name} already; choose another sign-in name.")
    hashed = _HASHER.hash(_strong(password))
    account = Account(name=name, display_name=display_name, role=role, password_hash=hashed, created=now())
    account.scope_level, account.scope_key, account.scope_name = scope.level, scope.key, scope.name
    session.add(account)
    session.flush()
    log.write(session, by, "user.add", f"user:{account.id}", role=role, scope=scope.name or scope.level)
    return user_of(account)


def set_password(session: Session, name: str, password: str, by: str) -> None:
    """Give a user another password and end his sessions. Raises UserNotFound, WeakPassword."""
    account = session.scalar(select(Account).where(Account.name == name))
    if account is None:
        raise UserNotFound(f"There is no user {name}; `mingcha user list` shows who there is.")
    account.password_hash = _HASHER.hash(_strong(password))
    session.execute(delete(FailedSignIn).where(FailedSignIn.name_hash == _hash(name)))
    session.execute(delete(AccountSession).where(AccountSession.user_id == account.id))
    log.write(session, by, "user.password", f"user:{account.id}")


def list_users(session: Session) -> list[User]:
    """Every user, by sign-in name."""
    return [user_of(account) for account in session.scalars(select(Account).order_by(Account.name))]


def recorders(session: Session) -> list[User]:
    """Everybody active who may record outcomes, and so be given cases, by the name shown."""
    users = session.scalars(select(Account).where(Account.active).order_by(Account.display_name, Account.name))
    return [user for user in map(user_of, users) if may(user, "outcome.record")]


def _refuse_if_waiting(session: Session, name: str) -> None:
    failed = session.get(FailedSignIn, _hash(name))
    if failed is not None and failed.attempts >= ATTEMPTS and failed.newest > now() - WAIT:
        seconds = int((failed.newest + WAIT - now()).total_seconds()) + 1
        raise TooManyAttempts(f"Too many failed attempts; wait {WAIT.seconds // 60} minutes, then try again.", seconds)


def _count_failure(session: Session, name: str, account: Account | None) -> None:
    session.execute(delete(FailedSignIn).where(FailedSignIn.newest < now() - WAIT))
    failed = session.get(FailedSignIn, _hash(name)) or FailedSignIn(name_hash=_hash(name), attempts=0)
    failed.attempts, failed.newest = failed.attempts + 1, now()
    session.add(failed)
    actor, number = (account.name, str(account.id)) if account is not None else ("unknown", "unknown")
    log.write(session, actor, "sign-in.failed", f"user:{number}")


def matches(hashed: str, password: str) -> bool:
    """Whether a password belongs to a hash."""
    try:
        return _HASHER.verify(hashed, password)
    except VerifyMismatchError:
        return False


def _strong(password: str) -> str:
    if len(password) < SHORTEST:
        raise WeakPassword(f"The password has {len(password)} characters; it needs at least {SHORTEST}.")
    return password


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def user_of(account: Account) -> User:
    """The user of an account."""
    role = next(role for role in ROLES if role == account.role)
    level = next(level for level in LEVELS if level == account.scope_level)
    scope = Scope(level, account.scope_key, account.scope_name)
    return User(account.id, account.name, account.display_name, role, scope, account.person_key, account.home_village)
