"""A batch as files to send to the townships, from a page or over the API."""

from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy.orm import Session

from records.home import Home
from serving.accounts.views import User
from serving.audit import log
from serving.batches import repository, workbook
from serving.batches.export import Sheets, file_name, sheets_of
from serving.downloads import XLSX
from serving.refusals import InvalidBatch, ReasonMissing
from serving.security.policy import require
from serving.security.sight import sight_of

ZIP = "application/zip"
LONGEST_REASON = 400


@dataclass(frozen=True)
class Handout:
    """A file to send."""

    name: str
    content: bytes
    media: str


def handed_out(session: Session, number: int, township: str | None, reveal: bool, reason: str, user: User) -> Handout:
    """One township's workbook by its name, or all in a zip; with whole names only for a reason, which is logged.

    Raises NotAllowed, BatchNotFound, InvalidBatch, ReasonMissing.
    """
    require(user, "batch.hand_out")
    why = " ".join(reason.split())[:LONGEST_REASON]
    if reveal:
        require(user, "case.reveal")
        if not why:
            raise ReasonMissing("Say what the names and ids are needed for; the reason is logged.")
    batch, home = repository.by_id(session, number, sight_of(session, user)), session.info["home"]
    sheets = _sheets(home, session, number, township, reveal, user)
    action, told = ("batch.export.revealed", {"reason": why}) if reveal else ("batch.export", {})
    log.write(session, user.name, action, f"batch:{number}", lines=sum(len(own) for _, own in sheets), **told)
    if township is not None:
        return Handout(file_name(batch.name, township), _book(sheets), XLSX)
    return Handout(f"{file_name(batch.name, '').removesuffix('-.xlsx')}.zip", _zip(batch.name, sheets), ZIP)


def _sheets(home: Home, session: Session, number: int, township: str | None, reveal: bool, user: User) -> Sheets:
    found = sheets_of(home, session, number, reveal, user)
    kept = [sheet for sheet in found if township is None or sheet[0] == township]
    if not kept:
        raise InvalidBatch("The batch has no case of this township; open it again and choose one of its townships.")
    return kept


def _book(sheets: Sheets) -> bytes:
    made = BytesIO()
    workbook.write(sheets, made)
    return made.getvalue()


def _zip(batch: str, sheets: Sheets) -> bytes:
    by_town: dict[str, Sheets] = {}
    for sheet in sheets:
        by_town.setdefault(sheet[0], []).append(sheet)
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as packed:
        for town, own in by_town.items():
            packed.writestr(file_name(batch, town), _book(own))
    return made.getvalue()
