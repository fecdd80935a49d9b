"""After a scan: cases are opened, rescored, withdrawn; none is ever deleted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from records.outcomes import RecordedOutcome
from rules import wording
from serving.audit import log
from serving.cases.tables import Case, CaseEvent, CaseRule
from serving.clock import now
from serving.rules_in_use import rule_by_id
from serving.scan.store import Manifest
from serving.scan.tables import ScanRecord

SCAN = "mingcha scan"
NO_HIT = ("没有规则命中，但发放情况与核实过的疑点相似", "No rule hit, but the payouts resemble confirmed cases")
_BULK = 5_000  # rows per statement: bounds the memory


@dataclass(frozen=True)
class Changes:
    """What became of the cases."""

    queued: int
    opened: int
    rescored: int
    withdrawn: int


@dataclass(frozen=True)
class _Known:
    """What the database already holds of a case."""

    id: int
    status: str
    level: str


def take_over(session: Session, folder: Path, manifest: Manifest) -> Changes:
    """Bring the cases in line with the scan in `folder`, in the caller's transaction."""
    scan_id = _record(session, manifest)
    known = {
        row.award_key: _Known(row.id, row.status, row.level)
        for row in session.execute(select(Case.award_key, Case.id, Case.status, Case.level))
    }
    decided = set(session.scalars(select(RecordedOutcome.award_key)))
    events: list[dict[str, Any]] = []
    updates: list[dict[str, Any]] = []
    fresh: list[dict[str, Any]] = []
    for row in _queued(folder, manifest, scan_id):
        verdict, before = row.pop("verdict"), known.pop(row["award_key"], None)
        if before is None:
            fresh.append(row | {"status": verdict or "open", "version": 1})
            continue
        status = _status(before.status, verdict, row["award_key"] in decided)
        updates.append(row | {"id": before.id, "status": status})
        events += _events(before, status, row["level"])
    vanished = [case for case in known.values() if case.status == "open"]
    _store(session, fresh, updates, vanished, events)
    _store_rules(session)
    done = Changes(len(fresh) + len(updates), len(fresh), len(updates), len(vanished))
    log.write(session, SCAN, "scan", f"scan:{manifest.scan}", opened=done.opened, withdrawn=done.withdrawn)
    return done


def _record(session: Session, manifest: Manifest) -> int:
    record = ScanRecord(
        folder=manifest.scan,
        snapshot=manifest.snapshot,
        as_of=manifest.day,
        model_version=manifest.model_version,
        model_note=manifest.model_note,
        catalogue_version=manifest.catalogue_version,
        awards=manifest.awards,
        hits=manifest.hits,
        finished=now(),
    )
    session.add(record)
    session.flush()
    return record.id


def _status(before: str, verdict: str | None, decided_here: bool) -> str:
    # What was decided here stands; an imported result speaks only where nobody recorded one.
    if decided_here and before != "withdrawn":
        return before
    if verdict is not None:
        return verdict
    return "open" if before == "withdrawn" else before


def _queued(folder: Path, manifest: Manifest, scan_id: int) -> Iterator[dict[str, Any]]:
    """The rows of the queue, best first, as the columns of a case."""
    scores = pq.read_table(folder / "scores.parquet", filters=pc.field("queued")).sort_by("rank")
    headlines = _headlines(folder)
    columns = (
        "award_key",
        "person_key",
        "programme",
        "programme_name",
        "probability",
        "level",
        "percentile",
        "rank",
        "rules",
    )
    places = ("township_key", "village_key", "township", "village")
    for row in scores.to_pylist():
        zh, en = headlines.get(row["award_key"], NO_HIT)
        yield {name: row[name] for name in (*columns, *places, "verdict")} | {
            "amount_fen": row["stake_fen"],
            "expected_fen": round(row["probability"] * row["stake_fen"]),
            "headline_zh": zh,
            "headline_en": en,
            "opened": manifest.day,
            "scan_id": scan_id,
        }


def _headlines(folder: Path) -> Mapping[int, tuple[str, str]]:
    """The sentence of each award's strongest hit; the file has the strongest first."""
    rules = rule_by_id()
    hits = pq.read_table(folder / "hits.parquet", columns=["award_key", "rule", "evidence"])
    found: dict[int, tuple[str, str]] = {}
    for award, rule, evidence in zip(*(column.to_pylist() for column in hits.columns), strict=True):
        if award not in found:
            found[award] = (
                wording.headline(rules[rule], evidence, "zh"),
                wording.headline(rules[rule], evidence, "en"),
            )
    return found


def _events(before: _Known, status: str, level: str) -> Iterator[dict[str, Any]]:
    if status != before.status:
        yield _event(before.id, f"状态由 {before.status} 变为 {status}", f"status {before.status} became {status}")
    elif level != before.level:
        yield _event(before.id, f"预警等级由 {before.level} 变为 {level}", f"level {before.level} became {level}")


def _event(case_id: int, zh: str, en: str) -> dict[str, Any]:
    return {"case_id": case_id, "at": now(), "who": SCAN, "zh": zh, "en": en}


def _store(
    session: Session,
    fresh: list[dict[str, Any]],
    updates: list[dict[str, Any]],
    vanished: list[_Known],
    events: list[dict[str, Any]],
) -> None:
    for start in range(0, len(fresh), _BULK):
        session.execute(insert(Case), fresh[start : start + _BULK])
    kept = [{name: value for name, value in row.items() if name not in ("opened", "award_key")} for row in updates]
    for start in range(0, len(kept), _BULK):
        session.execute(update(Case), kept[start : start + _BULK])
    if vanished:
        session.execute(update(Case), [{"id": case.id, "status": "withdrawn"} for case in vanished])
        events += [_event(case.id, "已无规则命中，撤回", "no rule hits any more: withdrawn") for case in vanished]
    keys = [row["award_key"] for row in fresh]
    for start in range(0, len(keys), _BULK):
        ids = session.scalars(select(Case.id).where(Case.award_key.in_(keys[start : start + _BULK])))
        events += [_event(case_id, "列入队列", "put on the queue") for case_id in ids]
    for start in range(0, len(events), _BULK):
        session.execute(insert(CaseEvent), events[start : start + _BULK])


def _store_rules(session: Session) -> None:
    session.execute(delete(CaseRule))
    rows = [
        {"case_id": case_id, "rule": rule}
        for case_id, rules in session.execute(select(Case.id, Case.rules).where(Case.status != "withdrawn"))
        for rule in rules.split(",")
        if rule
    ]
    for start in range(0, len(rows), _BULK):
        session.execute(insert(CaseRule), rows[start : start + _BULK])
