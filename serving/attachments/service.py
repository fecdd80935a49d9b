"""Keep photos and documents, list them, hand them out to who may see them."""

import hashlib
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.home import Home, sync_folder
from serving.accounts.views import User
from serving.attachments.content import KINDS, MOST_FILES, Kind, Upload, clean_name, kind_of
from serving.attachments.tables import Attachment
from serving.audit import log
from serving.cases.tables import CaseEvent
from serving.cases.veil import veil_of
from serving.clock import now
from serving.refusals import AttachmentNotFound, UnfitAttachment
from serving.security import own_clearances
from serving.security.policy import require
from serving.security.sight import case_for, case_to_record


@dataclass(frozen=True)
class Kept:
    """A checked file whose bytes are on disk; what no row names yet is nobody's."""

    name: str
    kind: Kind
    size: int
    sha256: str


@dataclass(frozen=True)
class AttachmentView:
    """A photo or document as it is listed."""

    number: int
    name: str
    kind: Kind
    size: int
    sha256: str
    who: str
    at: datetime  # UTC


def keep(session: Session, case_id: int, uploads: Sequence[Upload], user: User) -> tuple[Kept, ...]:
    """Check every file and write its bytes durably, before anything about it is.

    Whoever may not add to the case learns nothing of his files and leaves none. Raises CaseNotFound, NotAllowed,
    UnfitAttachment.
    """
    if not uploads:
        return ()
    require(user, "outcome.record")
    case_to_record(session, user, case_id)
    if len(uploads) > MOST_FILES:
        raise UnfitAttachment(f"{len(uploads)} files at once are too many; send at most {MOST_FILES}.")
    home: Home = session.info["home"]
    kinds = [kind_of(upload) for upload in uploads]
    return tuple(_kept(home, upload, kind) for upload, kind in zip(uploads, kinds, strict=True))


def attach(session: Session, case_id: int, files: Sequence[Kept], user: User) -> list[AttachmentView]:
    """Let the files belong to a case; one that does already stays one. Raises CaseNotFound, NotAllowed."""
    require(user, "outcome.record")
    case_to_record(session, user, case_id)
    there = {row.sha256: row for row in _rows(session, case_id)}
    fresh = list({file.sha256: file for file in files if file.sha256 not in there}.values())
    for file in fresh:
        own = {"name": file.name, "kind": file.kind, "size": file.size, "sha256": file.sha256}
        there[file.sha256] = Attachment(case_id=case_id, who=user.name, at=now(), **own)
        session.add(there[file.sha256])
    if fresh:
        session.flush()
        zh, en = f"上传材料 {len(fresh)} 件", f"files added: {len(fresh)}"
        session.add(CaseEvent(case_id=case_id, at=now(), who=user.display_name, zh=zh, en=en))
        digests = ",".join(file.sha256 for file in fresh)
        log.write(session, user.name, "attachment.add", f"case:{case_id}", files=len(fresh), sha256=digests)
    return [_view(there[digest]) for digest in dict.fromkeys(file.sha256 for file in files)]


def listed(session: Session, case_id: int, user: User) -> tuple[AttachmentView, ...]:
    """The photos and documents of a case, oldest first; of a blind re-check not those of the visit before."""
    return tuple(_view(row) for row in _rows(session, case_id) if not _veiled(session, row, user))


def opened(session: Session, case_id: int, number: int, user: User) -> tuple[AttachmentView, bytes]:
    """One of them with its bytes; the look is in the audit log of the same transaction.

    Raises CaseNotFound, AttachmentNotFound (also where the bytes are no longer those that were sent), NotAllowed.
    """
    require(user, "attachment.read")
    case_for(session, user, case_id)
    row = session.get(Attachment, number)
    if row is None or row.case_id != case_id or _veiled(session, row, user):
        raise AttachmentNotFound(f"Case {case_id} has no attachment {number}.")
    home: Home = session.info["home"]
    file = _place(home, row.sha256)
    content = file.read_bytes() if file.is_file() else b""
    if hashlib.sha256(content).hexdigest() != row.sha256:
        raise AttachmentNotFound(f"The file of attachment {number} is gone or was changed; take it from a backup.")
    log.write(session, user.name, "attachment.read", f"case:{case_id}", attachment=number)
    return _view(row), content


def _veiled(session: Session, row: Attachment, user: User) -> bool:
    hidden = veil_of(session, user).cases.get(row.case_id)
    if hidden is not None:
        return row.at < hidden.since
    # Whoever cleared it himself sees what was there when he did, and nothing of those who check it.
    since = own_clearances.checked_since(session, user).get(row.case_id)
    return since is not None and row.at >= since


def _rows(session: Session, case_id: int) -> Sequence[Attachment]:
    return session.scalars(select(Attachment).where(Attachment.case_id == case_id).order_by(Attachment.id)).all()


def _view(row: Attachment) -> AttachmentView:
    kind = next(kind for kind in KINDS if kind == row.kind)
    return AttachmentView(row.id, row.name, kind, row.size, row.sha256, row.who, row.at)


def _place(home: Home, digest: str) -> Path:
    return home.attachments / digest[:2] / digest


def _kept(home: Home, upload: Upload, kind: Kind) -> Kept:
    digest = hashlib.sha256(upload.content).hexdigest()
    file = _place(home, digest)
    if not file.is_file() or file.stat().st_size != len(upload.content):
        file.parent.mkdir(mode=0o700, exist_ok=True)
        part = file.with_name(f"{digest}.{secrets.token_hex(4)}.part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(upload.content)
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(part, file)
        sync_folder(file.parent)
    return Kept(clean_name(upload.name, kind), kind, len(upload.content), digest)
