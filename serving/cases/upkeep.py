"""After a scan: cases are opened, rescored, reopened, withdrawn; none is ever deleted."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from records.decisions.outcomes import RecordedOutcome
from serving import many_rows
from serving.audit import log
from serving.batches import repository as batches
from serving.cases import news, standings
from serving.cases.found import Found
from serving.cases.standings import UNDECIDED, Known, Standing
from serving.cases.tables import Case, CaseRule
from serving.clock import now
from serving.scan.store import Manifest
from serving.scan.tables import ScanRecord

SCAN = "mingcha scan"
_CASE, _CASE_RULE = Case.__table__, CaseRule.__table__


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
    before = [known.pop(award, None) for award in found.awards]
    standing = [_standing(found, place, case, decided_here) for place, case in enumerate(before)]
    out = batches.out(session)  # of awards the scan no longer has as well: somebody is on the way
    gone = [case for award, case in known.items() if case.status == "open" and award not in out]
    reopened = sum(_opens_again(case, now) for case, now in zip(before, standing, strict=True))
    with many_rows.indexed_afterwards(session, _CASE, _CASE_RULE, news.TABLE):
        opened = _store(session, found, scan_id, before, standing)
        _withdraw(session, gone)
        ids = _ids(session)
        news.tell(session, SCAN, found, ids, before, standing, gone)
        _store_rules(session, found, scan_id, ids)
    withdrawn = sum(case.after_leaving == "withdrawn" for case in gone)  # the others stand as they were decided
    done = Changes(len(standing), opened, len(standing) - opened, reopened, withdrawn)
    counts = {"opened": done.opened, "reopened": reopened, "withdrawn": done.withdrawn}
    log.write(session, SCAN, "scan", f"scan:{found.manifest.scan}", **counts)
    return done


def _standing(found: Found, place: int, before: Known | None, decided_here: Container[int]) -> Standing:
    if found.verdicts[place] is None and (before is None or before.untouched):
        return UNDECIDED
    row = found.row(place)
    return standings.after(before, row, row.award_key in decided_here)


def _opens_again(before: Known | None, now: Standing) -> bool:
    return before is not None and before.status != "open" and now.news is not None


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


def _ids(session: Session) -> dict[int, int]:
    """Number of each case by its award."""
    return dict(session.execute(select(Case.award_key, Case.id)).all())


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


def _store(
    session: Session, found: Found, scan_id: int, before: Sequence[Known | None], standing: Sequence[Standing]
) -> int:
    """Write the cases of the queue; says how many are new."""
    columns = found.columns | standings.columns(standing) | {"scan_id": [scan_id] * len(standing)}
    fresh = [place for place, case in enumerate(before) if case is None]
    new = _of(columns, fresh) | {"version": repeat(1, len(fresh)), "opened": repeat(found.manifest.day, len(fresh))}
    many_rows.insert(session, _CASE, new)
    known = [(place, case) for place, case in enumerate(before) if case is not None]
    changed = _of(columns, [place for place, _ in known])
    changed["id"] = [case.id for _, case in known]
    changed["version"] = [case.version + _opens_again(case, standing[place]) for place, case in known]
    many_rows.change(session, _CASE, "id", changed)
    return len(fresh)


def _of(columns: Mapping[str, Sequence[Any]], places: Sequence[int]) -> dict[str, Iterable[Any]]:
    return {name: [values[place] for place in places] for name, values in columns.items()}


def _withdraw(session: Session, gone: Sequence[Known]) -> None:
    left: dict[str, list[Any]] = {"id": [case.id for case in gone], "status": [case.after_leaving for case in gone]}
    many_rows.change(session, _CASE, "id", left)


def _store_rules(session: Session, found: Found, scan_id: int, ids: Mapping[int, int]) -> None:
    # What a decided case was decided on stays with it while no scan sees the award.
    anew = select(Case.id).where(or_(Case.scan_id == scan_id, Case.status == "withdrawn"))
    session.execute(delete(CaseRule).where(CaseRule.case_id.in_(anew)))
    numbers, hits = [ids[award] for award in found.awards], found.hits
    rules = {"case_id": [numbers[place] for place in hits.places().tolist()]}
    rules |= {name: hits.table[name].to_pylist() for name in ("rule", "band")}
    many_rows.insert(session, _CASE_RULE, rules)
