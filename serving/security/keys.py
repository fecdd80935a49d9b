"""API keys: shown once, stored as a hash."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from serving.accounts.views import COUNTY, LEVELS, ROLES, Role, Scope, User
from serving.audit import log
from serving.clock import now
from serving.refusals import KeyNeeded, UserNotFound
from serving.security.tables import ApiKey

# Columns, not objects, and built once: every request of a program asks this.
_OF_KEY = select(
    ApiKey.prefix, ApiKey.label, ApiKey.role, ApiKey.scope_level, ApiKey.scope_key, ApiKey.scope_name
).where(ApiKey.key_hash == bindparam("key_hash"), ApiKey.revoked.is_(None))


@dataclass(frozen=True)
class KeyView:
    """A key as it may be listed: never the key itself."""

    prefix: str
    label: str
    role: Role
    scope: Scope
    created: datetime
    revoked: datetime | None


def add_key(session: Session, label: str, role: Role, by: str, scope: Scope = COUNTY) -> str:
    """A new key for a program; returned here and never again."""
    prefix = f"mk_{secrets.token_hex(4)}"
    key = f"{prefix}_{secrets.token_urlsafe(32)}"
    row = ApiKey(label=label, prefix=prefix, key_hash=_hash(key), role=role, created=now())
    row.scope_level, row.scope_key, row.scope_name = scope.level, scope.key, scope.name
    session.add(row)
    log.write(session, by, "key.add", f"key:{prefix}", role=role, scope=scope.name or scope.level)
    return key


def user_of_key(session: Session, key: str | None) -> User:
    """The program behind a key; its name is the key's prefix. Raises KeyNeeded."""
    # 256 random bits need no slow hash, and equality of SHA-256 digests tells nothing by its timing.
    found = session.execute(_OF_KEY, {"key_hash": _hash(key)}).one_or_none() if key else None
    if found is None:
        raise KeyNeeded("Send a valid API key as `Authorization: Bearer mk_…` or `X-API-Key: mk_…`.")
    prefix, label, role, level, place, name = found
    return User(0, f"key:{prefix}", label, _role(role), _scope(level, place, name))


def revoke_key(session: Session, prefix: str, by: str) -> None:
    """Make a key worthless from now on. Raises UserNotFound."""
    found = session.scalar(select(ApiKey).where(ApiKey.prefix == prefix))
    if found is None:
        raise UserNotFound(f"There is no key {prefix}; `mingcha key list` shows the prefixes.")
    if found.revoked is None:
        found.revoked = now()
        log.write(session, by, "key.revoke", f"key:{prefix}")


def list_keys(session: Session) -> list[KeyView]:
    """Every key, oldest first."""
    rows = session.scalars(select(ApiKey).order_by(ApiKey.id))
    return [
        KeyView(row.prefix, row.label, _role(row.role), _scope(row.scope_level, row.scope_key, row.scope_name),
                row.created, row.revoked)
        for row in rows
    ]  # fmt: skip


def _role(name: str) -> Role:
    return next(role for role in ROLES if role == name)


def _scope(level: str, key: int | None, name: str) -> Scope:
    return Scope(next(known for known in LEVELS if known == level), key, name)


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
