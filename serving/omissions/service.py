"""Reads whom the newest scan found entitled but unpaid, and writes them to a file."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy.orm import Session

from records.home import Home
from rules import wording
from rules.rule import BANDS
from serving import identities_view
from serving.accounts.views import User
from serving.database import Database
from serving.queue.export import write_logged
from serving.rules_in_use import rules_in_use
from serving.scan import store
from serving.security.sight import sight_of

_BAND = {band: name for name, band in BANDS.items()}
COLUMNS = pa.schema(
    [
        ("resident_id", pa.string()),
        ("name", pa.string()),
        ("programme", pa.string()),
        ("programme_name", pa.string()),
        ("band", pa.string()),  # strong, medium, weak
        ("finding", pa.string()),
        ("rule", pa.string()),
        ("township", pa.string()),
        ("village", pa.string()),
    ]
)


@dataclass(frozen=True)
class Missing:
    """Somebody who should receive a programme and gets nothing; the person by key."""

    person_key: int
    programme: str
    programme_name: str
    rule: str
    band: int  # 1 weak, 2 medium, 3 strong
    headline_zh: str
    headline_en: str
    evidence: dict[str, Any]
    township: str
    village: str


def omissions(session: Session, user: User, rule: str | None = None) -> tuple[Missing, ...]:
    """What the scan found in the user's sight, strongest first; of one rule where named. Raises NoScan, DamagedScan."""
    folder = store.current_folder(session)
    store.manifest(folder)  # says so where it is of another release
    rules = {known.id: known for known in rules_in_use(session).omissions}
    rows = sight_of(session, user).of(pq.read_table(folder / "omissions.parquet")).to_pylist()
    return tuple(
        Missing(
            person_key=row["person_key"],
            programme=row["programme"],
            programme_name=row["programme_name"],
            rule=row["rule"],
            band=row["band"],
            headline_zh=wording.headline(rules[row["rule"]], row["evidence"], "zh"),
            headline_en=wording.headline(rules[row["rule"]], row["evidence"], "en"),
            evidence=json.loads(row["evidence"]),
            township=row["township"],
            village=row["village"],
        )
        for row in rows
        if row["rule"] in rules and rule in (None, row["rule"])
    )


def export(home: Home, database: Database, file: Path, reveal: bool, user: User) -> int:
    """Write everything to a .xlsx, .csv or .parquet file and return its number of lines; logged, or no file."""
    look = identities_view.full if reveal else identities_view.masked
    action = "omissions.export.revealed" if reveal else "omissions.export"
    return write_logged(database, file, lambda session: _table(home, omissions(session, user), look), user.name, action)


def _table(home: Home, found: tuple[Missing, ...], look: Callable[..., dict[int, identities_view.Shown]]) -> pa.Table:
    shown = look(home, {one.person_key for one in found})
    rows = [
        {
            "resident_id": shown[one.person_key].resident_id,
            "name": shown[one.person_key].name,
            "programme": one.programme,
            "programme_name": one.programme_name,
            "band": _BAND[one.band],
            "finding": one.headline_zh,
            "rule": one.rule,
            "township": one.township,
            "village": one.village,
        }
        for one in found
    ]
    return pa.Table.from_pylist(rows, COLUMNS)


def head(home: Home, session: Session, top: int, user: User) -> list[dict[str, Any]]:
    """The first ones, masked."""
    rows: list[dict[str, Any]] = _table(home, omissions(session, user)[:top], identities_view.masked).to_pylist()
    return rows
