"""What people decided about damaged identities: events in the application database, added, never changed.

A confirmation says that a damaged identity is a resident; a rejection, that a resident is not the one; an undo takes
the named one of them back. Keys only: names and ids stay in the identity store.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import pyarrow as pa
from sqlalchemy import BigInteger, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from records import warehouse
from records.clock import local_day
from records.contracts import IDENTITY
from records.database import Base, holding
from records.errors import NoSnapshot
from records.home import Home
from records.keys import Keyring

ACTIONS = ("confirm", "reject", "undo")


class IdentityJudgement(Base):
    """One decision about one damaged identity."""

    __tablename__ = "identity_judgement"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]  # UTC
    who: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(16))  # one of ACTIONS
    damaged_key: Mapped[int] = mapped_column(BigInteger, index=True)
    person_key: Mapped[int] = mapped_column(BigInteger)  # the resident confirmed, rejected, or no longer either
    reason: Mapped[str] = mapped_column(Text)
    confidence: Mapped[float | None]  # of the candidate when it was judged; null where it was none


@dataclass(frozen=True)
class Period:
    """A confirmation and how long it stood; `until` is null while it stands."""

    person_key: int
    known: date
    until: date | None = None


@dataclass(frozen=True)
class Standing:
    """What stands of one damaged identity after all its events."""

    confirmed: int | None = None
    rejected: frozenset[int] = frozenset()
    periods: tuple[Period, ...] = field(default=())


def standing(events: Iterable[IdentityJudgement]) -> Standing:
    """Replay the events of one damaged identity, oldest first."""
    now = Standing()
    for event in events:
        day, person = local_day(event.at), event.person_key
        match event.action:
            case "confirm":
                now = replace(now, confirmed=person, periods=(*now.periods, Period(person, day)))
            case "reject":
                now = replace(now, rejected=now.rejected | {person})
            case "undo" if now.confirmed == person:
                ended = replace(now.periods[-1], until=day)
                now = replace(now, confirmed=None, periods=(*now.periods[:-1], ended))
            case "undo":
                now = replace(now, rejected=now.rejected - {person})
            case unknown:
                raise ValueError(f"A judgement of an unknown kind stands in the database: {unknown}")
    return now


def by_damaged(events: Iterable[IdentityJudgement]) -> dict[int, Standing]:
    """What stands of every damaged identity that anything was decided about; `events` oldest first."""
    grouped: dict[int, list[IdentityJudgement]] = {}
    for event in events:
        grouped.setdefault(event.damaged_key, []).append(event)
    return {key: standing(group) for key, group in grouped.items()}


def confirmed(home: Home, url: str | None = None) -> pa.Table:
    """Every confirmation with its days, one row per programme (columns of IDENTITY); empty where there is none.

    The award keys are made here, with the home's keyring, so that payouts imported later move as well.
    """
    with holding(IdentityJudgement.__tablename__, home, url) as opened:
        if opened is None:
            return IDENTITY.empty_table()
        with opened.connect() as connection:
            columns = IdentityJudgement.__table__.columns
            rows = connection.execute(select(*columns).order_by(IdentityJudgement.id)).mappings().all()
    found = by_damaged(IdentityJudgement(**row) for row in rows)
    return _by_programme(home, found) if found else IDENTITY.empty_table()


def _by_programme(home: Home, found: dict[int, Standing]) -> pa.Table:
    try:
        programmes: Sequence[str] = warehouse.current(home).read("programme")["programme"].to_pylist()
    except NoSnapshot:
        return IDENTITY.empty_table()
    keyring = Keyring(home.secret())
    rows = [
        {
            "damaged_key": damaged,
            "person_key": period.person_key,
            "programme": programme,
            "old_award_key": keyring.award(damaged, programme),
            "award_key": keyring.award(period.person_key, programme),
            "known": period.known,
            "until": period.until,
        }
        for damaged, decided in found.items()
        for period in decided.periods
        for programme in programmes
    ]
    return pa.Table.from_pylist(rows, schema=IDENTITY)
