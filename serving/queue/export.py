"""The queue as a file for people (xlsx, csv) or programs (parquet)."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from sqlalchemy import select
from sqlalchemy.orm import Session

from records.home import Home
from serving import identities_view
from serving.accounts.views import User
from serving.audit import log
from serving.cases.tables import Case
from serving.cases.veil import veil_of
from serving.database import Database
from serving.private_file import private_file
from serving.queue import repository, sheets
from serving.queue.service import chosen_numbers, queue_page
from serving.queue.views import QueueFilter
from serving.refusals import ReasonMissing
from serving.scan import store
from serving.scan.current import scan_in_use
from serving.security.policy import require
from serving.security.sight import sight_of

COLUMNS = (
    ("rank", pa.int32()),
    ("case_id", pa.int64()),
    ("resident_id", pa.string()),
    ("name", pa.string()),
    ("programme", pa.string()),
    ("programme_name", pa.string()),
    ("score", pa.float64()),
    ("level", pa.string()),
    ("hits", pa.string()),  # rule ids, comma-joined, strongest first
    ("amount_yuan", pa.float64()),  # 涉及金额
    ("recover_yuan", pa.float64()),  # 应追缴金额; empty: unknown
    ("township", pa.string()),
    ("village", pa.string()),
    ("status", pa.string()),
)
SCHEMA = pa.schema(COLUMNS)


@dataclass(frozen=True)
class Wanted:
    """What to export."""

    top: int | None = None
    reveal: bool = False
    everything: bool = False  # every award scored, not only the queue


def export(home: Home, database: Database, file: Path, wanted: Wanted, user: User) -> int:
    """Write the file and return its number of lines; the export is in the audit log, or there is no file."""
    action = "queue.export.revealed" if wanted.reveal else "queue.export"
    return write_logged(
        database,
        file,
        lambda session: build(home, session, wanted, user),
        user.name,
        action,
        everything=int(wanted.everything),
    )


def write_logged(
    database: Database, file: Path, made: Callable[[Session], pa.Table], by: str, action: str, **detail: int | str
) -> int:
    """Write a table to a file that only its owner may read, and the export into the audit log: no file without a line.

    Nobody waits for the write lock while the file is made.
    """
    with private_file(file) as part:
        with database.reading() as session:
            table = made(session)
        _write(table, part, file.suffix.lower())
        with database.writing() as session:
            log.write(session, by, action, action.partition(".")[0], lines=table.num_rows, **detail)
    return int(table.num_rows)


def listed(database: Database, chosen: QueueFilter, user: User, reason: str | None) -> bytes:
    """A workbook of all that a filter lists, in its order, for who may; with names and ids where a reason is given.

    The export, its filter and the reason are in the audit log. Raises NotAllowed, ReasonMissing.
    """
    require(user, "queue.export")
    if reason is not None:
        require(user, "case.reveal")
        if not reason.strip():
            raise ReasonMissing("Say why you need the names and ids; the reason is kept in the audit log.")
    action = "queue.export.revealed" if reason is not None else "queue.export"
    said = {name: str(value) for name, value in asdict(chosen).items() if value is not None and name != "text"}
    said |= {"searched": "yes"} if chosen.text else {}
    said |= {"reason": reason.strip()[:500]} if reason is not None else {}
    with TemporaryDirectory(dir=database.home.path) as folder:
        file = Path(folder) / "queue.xlsx"
        write_logged(
            database,
            file,
            lambda session: _listed(session, chosen, user, reason is not None),
            user.name,
            action,
            **said,
        )
        return file.read_bytes()


def _listed(session: Session, chosen: QueueFilter, user: User, reveal: bool) -> pa.Table:
    """The cases that match, in the columns of the export."""
    home: Home = session.info["home"]
    scan, found = scan_in_use(session), repository.cases(session, chosen_numbers(session, chosen, user))
    look = identities_view.full if reveal else identities_view.masked
    shown = look(home, {case.person_key for case in found})
    veil = veil_of(session, user)
    scored = [scan.find(case.award_key) for case in found]
    recover = [None if one is None or one.recover_fen is None else one.recover_fen / 100 for one in scored]
    own: dict[str, list[Any]] = {
        "case_id": [case.id for case in found],
        "resident_id": [shown[case.person_key].resident_id for case in found],
        "name": [shown[case.person_key].name for case in found],
        "score": [case.probability for case in found],
        "hits": [case.rules for case in found],
        "amount_yuan": [case.amount_fen / 100 for case in found],
        "recover_yuan": recover,
        "status": [veil.status(case.id, case.status) for case in found],
    }
    same = {name: [getattr(case, name) for case in found] for name in SCHEMA.names if name not in own}
    return pa.table({name: pa.array(own.get(name, same.get(name)), kind) for name, kind in COLUMNS}, schema=SCHEMA)


def build(home: Home, session: Session, wanted: Wanted, user: User) -> pa.Table:
    """The lines of the export in the user's sight, by rank. Raises NoScan."""
    folder = store.current_folder(session)
    store.manifest(folder)  # says so where it is of another release
    chosen = None if wanted.everything else pc.field("queued")
    scores = sight_of(session, user).of(pq.read_table(folder / "scores.parquet", filters=chosen)).sort_by("rank")
    if wanted.top is not None:
        scores = scores.slice(0, wanted.top)
    veil = veil_of(session, user)
    rows = session.execute(select(Case.award_key, Case.id, Case.status))
    cases = {award: (number, veil.status(number, status)) for award, number, status in rows}
    found = [cases.get(key, (None, None)) for key in scores["award_key"].to_pylist()]
    persons = scores["person_key"].to_pylist()
    look = identities_view.full if wanted.reveal else identities_view.masked
    shown = look(home, set(persons))
    return pa.table(
        {
            "rank": scores["rank"],
            "case_id": pa.array([case_id for case_id, _ in found], pa.int64()),
            "resident_id": [shown[person].resident_id for person in persons],
            "name": [shown[person].name for person in persons],
            "programme": scores["programme"],
            "programme_name": scores["programme_name"],
            "score": scores["probability"],
            "level": scores["level"],
            "hits": scores["rules"],
            "amount_yuan": pc.divide(pc.cast(scores["stake_fen"], pa.float64()), 100.0),
            "recover_yuan": pc.divide(pc.cast(scores["recover_fen"], pa.float64()), 100.0),
            "township": scores["township"],
            "village": scores["village"],
            "status": pa.array([status for _, status in found], pa.string()),
        }
    ).cast(SCHEMA)


def head(home: Home, session: Session, top: int, user: User) -> list[dict[str, Any]]:
    """The first open cases, masked, with their headline."""
    rows = queue_page(session, QueueFilter(), user, limit=top).rows
    shown = identities_view.masked(home, {row.person_key for row in rows})
    return [
        asdict(shown[row.person_key])
        | {
            "rank": row.rank,
            "case_id": row.case_id,
            "programme": row.programme,
            "programme_name": row.programme_name,
            "score": row.probability,
            "level": row.level,
            "hits": list(row.rules),
            "headline": row.headline_zh,
            "amount_yuan": row.amount_fen / 100,
            "township": row.township,
            "village": row.village,
            "status": row.status,
        }
        for row in rows
    ]


def _write(table: pa.Table, file: Path, ending: str) -> None:
    if ending == ".parquet":
        pq.write_table(table, file, compression="zstd")
    elif ending == ".csv":
        sheets.write_csv(table, file)
    else:
        sheets.write_xlsx(table, file)
