"""A batch as workbooks for the townships."""

from collections.abc import Mapping
from contextlib import ExitStack
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from records.decisions.dispatches import RECHECK, BatchCase
from records.home import Home
from serving import identities_view
from serving.accounts.views import User
from serving.audit import log
from serving.batches import repository, seals, workbook
from serving.cases.tables import Case
from serving.database import Database
from serving.identities_view import Shown
from serving.private_file import private_file
from serving.refusals import NoSuchFolder
from serving.scan.current import CurrentScan, scan_in_use
from serving.security.sight import sight_of

ENDING = ".xlsx"
NOWHERE = "乡镇不详"
_PLAIN = "核实是否符合享受条件、本人是否实际领取。"
Sheets = list[tuple[str, list[dict[str, Any]]]]


def export(home: Home, database: Database, number: int, target: Path, reveal: bool, user: User) -> list[Path]:
    """Write the batch: into one workbook with a sheet for each township, or, into a folder, a workbook for each.

    Names and ids are masked unless `reveal`. The export is in the audit log, or there is no file. Raises BatchNotFound,
    NoSuchFolder.
    """
    single = target.suffix.lower() == ENDING
    folder = target.parent if single else target
    if not folder.is_dir():
        raise NoSuchFolder(f"There is no folder {folder}; make it first or name another.")
    with ExitStack() as written, database.writing() as session:
        name = repository.by_id(session, number, sight_of(session, user)).name
        sheets = sheets_of(home, session, number, reveal, user)
        action = "batch.export.revealed" if reveal else "batch.export"
        log.write(session, user.name, action, f"batch:{number}", lines=sum(len(lines) for _, lines in sheets))
        files: dict[Path, Sheets] = {target: sheets} if single else {}
        for sheet in () if single else sheets:
            files.setdefault(folder / file_name(name, sheet[0]), []).append(sheet)
        for file, own in files.items():
            workbook.write(own, written.enter_context(private_file(file)))
    return list(files)


def file_name(batch: str, township: str) -> str:
    """What a township's workbook is called; both names are people's words, and no way out of a folder."""
    return "".join(" " if sign in '/\\:*?"<>|' else sign for sign in f"{batch}-{township}{ENDING}")


def sheets_of(home: Home, session: Session, number: int, reveal: bool, user: User) -> Sheets:
    """A sheet for each township in sight: village by village and house by house, as one goes."""
    sight = sight_of(session, user)
    found = [(kept, case) for kept, case, _house in repository.as_one_goes(session, number, sight)]
    scan = scan_in_use(session)
    look = identities_view.full if reveal else identities_view.masked
    shown = look(home, {case.person_key for _, case in found})
    parts = groupby(found, key=lambda pair: (pair[0].township, pair[0].township_key))
    line = partial(_line, home.secret(), scan, repository.by_id(session, number, sight).kind == RECHECK)
    return [(town or NOWHERE, [line(*pair, shown) for pair in pairs]) for (town, _), pairs in parts]


def _line(
    secret: bytes, scan: CurrentScan, blind: bool, kept: BatchCase, case: Case, shown: Mapping[int, Shown]
) -> dict[str, Any]:
    who = shown[case.person_key]
    # Who visits again has before him what the first visit had, also the hits that it silenced.
    hits = scan.all_hits(case.award_key) if blind else scan.hits(case.award_key)
    rules = [scan.rule[hit.rule] for hit in hits if hit.rule in scan.rule]
    headline = scan.headlines(hits[0].rule, hits[0].evidence)[0] if blind and hits else case.headline_zh
    asked = list(dict.fromkeys(question for rule in rules for question in rule.ask.zh))
    line = {
        "batch": kept.batch_id, "case_id": case.id, "name": who.name, "resident_id": who.resident_id,
        "programme": case.programme_name, "village": f"{case.township} {case.village}".strip(),
        "headline": headline if rules else "例行核查", "ask": "\n".join(asked) or _PLAIN,
        "amount": case.amount_fen / 100,
    }  # fmt: skip
    return line | {"seal": seals.seal(secret, line)}
