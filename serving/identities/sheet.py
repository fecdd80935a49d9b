"""Damaged identities as lines for people: masked, or in full for who may see it and is logged."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
from sqlalchemy.orm import Session

from records import warehouse
from records.home import Home
from serving import identities_view
from serving.audit import log
from serving.identities.views import IdentityView
from serving.private_file import private_file
from serving.queue import sheets


def lines(home: Home, views: Sequence[IdentityView], reveal: bool) -> list[dict[str, Any]]:
    """One line per identity, with its best candidate and what speaks for and against that one."""
    people = {view.damaged_key for view in views} | {one.person_key for view in views for one in view.candidates}
    people |= {view.confirmed for view in views if view.confirmed is not None}
    shown = (identities_view.full if reveal else identities_view.masked)(home, people)
    divisions = {row["village_key"]: row for row in warehouse.current(home).read("division").to_pylist()}
    return [_line(view, shown, divisions.get(view.village_key, {})) for view in views]


def export(home: Home, session: Session, views: Sequence[IdentityView], file: Path, reveal: bool, by: str) -> int:
    """Write an .xlsx, in the audit log of the same transaction; returns how many lines."""
    with private_file(file) as part:
        found = lines(home, views, reveal)
        action = "identities.export.revealed" if reveal else "identities.export"
        log.write(session, by, action, "identities", lines=len(found))
        sheets.write_xlsx(pa.Table.from_pylist(found) if found else pa.table({"identity": []}), part)
    return len(found)


def _line(view: IdentityView, shown: dict[int, identities_view.Shown], division: dict[str, Any]) -> dict[str, Any]:
    best = view.candidates[0] if view.candidates else None
    person = view.confirmed if view.confirmed is not None else best.person_key if best is not None else None
    who = shown[person] if person is not None else None
    signs = best.signs if best is not None and best.person_key == person else ()
    return {
        "identity": str(view.damaged_key),
        "listed_name": shown[view.damaged_key].name,
        "listed_id": shown[view.damaged_key].resident_id,
        "kind": view.id_status,
        "standing": view.standing,
        "township": division.get("township") or "",
        "village": division.get("village") or "",
        "programmes": ",".join(view.programmes),
        "payouts": view.payouts,
        "amount_yuan": view.amount_fen / 100,
        "candidate": "" if person is None else str(person),
        "name": who.name if who else "",
        "resident_id": who.resident_id if who else "",
        "confidence": best.confidence if best is not None and best.person_key == person else None,
        "candidates": len(view.candidates),
        "for": "；".join(sign.zh for sign in signs if sign.weight > 0),
        "against": "；".join(sign.zh for sign in signs if sign.weight < 0),
    }
