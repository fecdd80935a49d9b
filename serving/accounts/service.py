"""Local accounts: sign in, sessions, passwords."""

from sqlalchemy.orm import Session

from serving.accounts.views import ROLES, Role, User

__all__ = ["ROLES", "Role", "User", "open_session", "sign_in", "sign_out", "user_of_session"]


def sign_in(session: Session, name: str, password: str) -> User:
    """The user with this name and password. Raises WrongPassword, or TooManyAttempts for a while after five of them."""
    raise NotImplementedError


def open_session(session: Session, user: User) -> str:
    """Begin a session on the server; returns the token for the cookie (see serving.security.cookies)."""
    raise NotImplementedError


def user_of_session(session: Session, token: str) -> User | None:
    """Whose session the token opens; None when it is unknown, over, or its user was deactivated."""
    raise NotImplementedError


def sign_out(session: Session, token: str) -> None:
    """End the session on the server; the token is worthless afterwards."""
    raise NotImplementedError
