"""Accounts and sessions in the database."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from records.database import Base


class Account(Base):
    """A person who may sign in."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    display_name: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(16))
    password_hash: Mapped[str] = mapped_column(String(256))  # argon2id
    active: Mapped[bool] = mapped_column(default=True)
    scope_level: Mapped[str] = mapped_column(String(16), default="county")
    scope_key: Mapped[int | None]
    scope_name: Mapped[str] = mapped_column(String(128), default="")
    person_key: Mapped[int | None] = mapped_column(BigInteger)  # never the id itself
    home_village: Mapped[int | None]
    home_village_name: Mapped[str] = mapped_column(String(128), default="")
    created: Mapped[datetime]  # UTC, as all times here


class FailedSignIn(Base):
    """Failed sign-ins under a name as typed, whether or not anybody has it; only a hash: people mistype passwords."""

    __tablename__ = "failed_sign_in"

    name_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    attempts: Mapped[int]
    newest: Mapped[datetime]


class AccountSession(Base):
    """A signed-in browser. The cookie holds the token, this row only its hash."""

    __tablename__ = "session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    created: Mapped[datetime]
    expires: Mapped[datetime]
