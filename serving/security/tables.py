"""API keys and the receipts of requests that must not take effect twice."""

from datetime import datetime

from sqlalchemy import LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from records.database import Base


class ApiKey(Base):
    """A program's key. The key itself is shown once; here stand its prefix and its SHA-256."""

    __tablename__ = "api_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(String(64))
    prefix: Mapped[str] = mapped_column(String(16), unique=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(16))
    scope_level: Mapped[str] = mapped_column(String(16), default="county")
    scope_key: Mapped[int | None]
    scope_name: Mapped[str] = mapped_column(String(128), default="")
    created: Mapped[datetime]
    revoked: Mapped[datetime | None]


class Receipt(Base):
    """The answer given to a request with an Idempotency-Key; kept for a day."""

    __tablename__ = "receipt"

    actor: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(String(128), primary_key=True)
    request_hash: Mapped[str] = mapped_column(String(64))  # of address, version and body: the key must mean the same
    status: Mapped[int | None]  # null: begun, by a route that commits on its own
    headers: Mapped[str] = mapped_column(Text)  # JSON
    answer: Mapped[bytes] = mapped_column(LargeBinary)  # sealed: it may hold a note, or a key that is shown once
    created: Mapped[datetime] = mapped_column(index=True)
