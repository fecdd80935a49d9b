"""After a scan: cases are opened, rescored, reopened, withdrawn; none is ever deleted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, insert, literal, or_, select, update
from sqlalchemy.orm import Session

from records.database import Base
from records.outcomes import RecordedOutcome
from serving.audit import log
from serving.batches import repository as batches
from serving.cases import standings
from serving.cases.found import Found
from serving.cases.standings import Known, Standing
from serving.cases.tables import Case, CaseEvent, CaseRule
from serving.clock import now
from serving.scan.store import Manifest
from serving.scan.tables import ScanRecord

SCAN = "mingcha scan"
_BULK = 5_000  # rows per statement: bounds the memory
_STATUS = {
    "open": "待核查",
    "waiting": "待审批",
    "confirmed": "属实",
    "cleared": "不属实",
    "inconclusive": "无法核实",
    "withdrawn": "已撤销",
}
_LEVEL = {"red": "红色", "orange": "橙色", "yellow": "黄色", "none": "未预警"}


@dataclass(frozen=True)
class Changes:
    """What became of the cases."""

    queued: int
    opened: int
    rescored: int
    reopened: int
    withdrawn: int


def take_over(session: Session, found: Found, rekeyed: Mapping[int, int]) -> Changes:
    """Bring the cases in line with a scan, in the caller's transaction; `rekeyed` are awards that moved, old -> new."""
    _rekey(session, rekeyed)
    scan_id = _record(session, found.manifest)
    known, decided_here = standings.known(session), set(session.scalars(select(RecordedOutcome.award_key)))
    fresh, updates = list[dict[str, Any]](), list[dict[str, Any]]()
    events, told, reopened = list[dict[str, Any]](), dict[int, tuple[str, str]](), 0
    for row in found.queue:
        columns = row.columns | {"scan_id": scan_id}
        before = known.pop(row.award_key, None)
        standing = standings.after(before, row, row.award_key in decided_here)
        if before is None:
            fresh.append(columns | standing.columns() | {"version": 1, "opened": found.manifest.day})
            if standing.news is not None:
                told[row.award_key] = standing.news
            continue
        opens_again = before.status != "open" and standing.news is not None
        reopened += opens_again
        updates.append(columns | standing.columns() | {"id": before.id, "version": before.version + opens_again})
        events += _events(before, standing, columns["level"])
    out = batches.out(session)  # of awards the scan no longer has as well: somebody is on the way
    gone = [case for award, case in known.items() if case.status == "open" and award not in out]
    newest = session.scalar(select(func.max(Case.id))) or 0
    _store(session, fresh, updates, gone)
    _tell_opened(session, newest, told)
    _store_events(session, events, gone)
    _store_rules(session, found, scan_id)
    withdrawn = sum(case.after_leaving == "withdrawn" for case in gone)  # the others stand as they were decided
    done = Changes(len(found.queue), len(fresh), len(updates), reopened, withdrawn)
    counts = {"opened": done.opened, "reopened": reopened, "withdrawn": done.withdrawn}
    log.write(session, SCAN, "scan", f"scan:{found.manifest.scan}", **counts)
    return done


def _rekey(session: Session, rekeyed: Mapping[int, int]) -> None:
    """Move cases and outcomes to the key their award has now; where both keys had a case, the old one stays behind."""
    if not rekeyed:
        return
    held = _ids(session)
    moved = [{"id": held[old], "award_key": new} for old, new in rekeyed.items() if old in held and new not in held]
    if moved:
        session.execute(update(Case), moved)
    for old, new in rekeyed.items():
        theirs = update(RecordedOutcome).where(RecordedOutcome.award_key == old)
        session.execute(theirs.values(award_key=new), execution_options={"synchronize_session": False})


def _ids(session: Session, after: int = 0) -> dict[int, int]:
    """Number of each case by its award; of those after a number."""
    return dict(session.execute(select(Case.award_key, Case.id).where(Case.id > after)).all())


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


def _events(before: Known, standing: Standing, level: str) -> Iterator[dict[str, Any]]:
    status = standing.status
    if status != before.status:
        zh, en = standing.news or ("", "")
        yield _event(
            before.id,
            f"由“{_STATUS[before.status]}”变为“{_STATUS[status]}”" + (f"：{zh}" if zh else ""),
            f"{before.status} became {status}" + (f": {en}" if en else ""),
        )
    elif level != before.level:
        zh = f"预警等级由{_LEVEL[before.level]}变为{_LEVEL[level]}"
        yield _event(before.id, zh, f"level {before.level} became {level}")


def _event(case_id: int, zh: str, en: str) -> dict[str, Any]:
    return {"case_id": case_id, "at": now(), "who": SCAN, "zh": zh, "en": en}


def _store(session: Session, fresh: list[dict[str, Any]], updates: list[dict[str, Any]], gone: Sequence[Known]) -> None:
    _insert(session, Case, fresh)
    for start in range(0, len(updates), _BULK):
        session.execute(update(Case), updates[start : start + _BULK])
    if gone:
        session.execute(update(Case), [{"id": case.id, "status": case.after_leaving} for case in gone])


def _tell_opened(session: Session, newest: int, told: Mapping[int, tuple[str, str]]) -> None:
    """The first event of every case opened after case `newest`, written by the database; few have something to tell."""
    words = (literal("列入队列"), literal("put on the queue"))
    opened = select(Case.id, literal(now(), CaseEvent.at.type), literal(SCAN), *words).where(Case.id > newest)
    session.execute(insert(CaseEvent).from_select(["case_id", "at", "who", "zh", "en"], opened.order_by(Case.id)))
    ids = _ids(session, newest) if told else {}
    for award_key, (zh, en) in told.items():
        with_news = update(CaseEvent).where(CaseEvent.case_id == ids[award_key])
        session.execute(
            with_news.values(zh=f"列入队列：上次核查之后{zh}", en=f"put on the queue: since it was verified, {en}")
        )


def _store_events(session: Session, events: list[dict[str, Any]], gone: Sequence[Known]) -> None:
    for case in gone:
        zh, en = _STATUS[case.after_leaving], case.after_leaving
        events.append(_event(case.id, f"已无规则命中，变为“{zh}”", f"no rule hits any more: {en}"))
    _insert(session, CaseEvent, events)


def _store_rules(session: Session, found: Found, scan_id: int) -> None:
    # What a decided case was decided on stays with it while no scan sees the award.
    anew = select(Case.id).where(or_(Case.scan_id == scan_id, Case.status == "withdrawn"))
    session.execute(delete(CaseRule).where(CaseRule.case_id.in_(anew)))
    ids = _ids(session)
    rows = [
        {"case_id": ids[row.award_key], "rule": hit.rule, "band": hit.band} for row in found.queue for hit in row.hits
    ]
    _insert(session, CaseRule, rows)


def _insert(session: Session, kind: type[Base], rows: list[dict[str, Any]]) -> None:
    """As rows of the table: no object is made of any."""
    table = Base.metadata.tables[kind.__tablename__]
    for start in range(0, len(rows), _BULK):
        session.execute(insert(table), rows[start : start + _BULK])
