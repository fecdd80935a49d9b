"""Beside the case: who is at work on it, what waits for approval, the photos and documents."""

from dataclasses import dataclass

from serving.attachments.content import SHOWN
from serving.attachments.service import AttachmentView
from serving.cases.views import CaseDetail
from serving.pages import addresses, formatting
from serving.pages.contexts.visit import Visit
from serving.pages.languages import Language, words


@dataclass(frozen=True)
class File:
    """A photo or document."""

    href: str
    name: str
    about: str
    inline: bool  # it opens in the browser


@dataclass(frozen=True)
class Desk:
    """What stands beside the form; an action that is None is not for this reader, or not now."""

    holder: str  # who is at work on it and until when; empty: nobody
    mine: bool
    claim_action: str | None
    release_action: str | None
    approve_action: str | None
    version: int
    files: tuple[File, ...] | None  # None: not for this role
    upload_action: str | None


def desk(language: Language, detail: CaseDetail, visit: Visit) -> Desk:
    """Put it together for the reader."""
    number, query, row = detail.row.case_id, addresses.query_of(visit.chosen), detail.row
    mine = bool(row.held_by) and row.held_by == visit.user
    workable = visit.may_record and row.status == "open"
    approves = row.status == "waiting" and visit.may_approve and detail.recorder != visit.user
    return Desk(
        holder=_holder(language, detail, mine),
        mine=mine,
        claim_action=f"/cases/{number}/claim{query}" if workable and not row.held_by else None,
        release_action=f"/cases/{number}/release{query}" if workable and mine else None,
        approve_action=f"/cases/{number}/approval{query}" if approves else None,
        version=detail.version,
        files=tuple(_file(language, number, one) for one in detail.attachments) if visit.sees_files else None,
        upload_action=f"/cases/{number}/attachments{query}" if visit.may_record else None,
    )


def _holder(language: Language, detail: CaseDetail, mine: bool) -> str:
    _ = words(language).gettext
    if not detail.row.held_by or detail.held_until is None:
        return ""
    until = formatting.moment(detail.held_until)[-5:]
    text = _("您正在处理，%(until)s 前别人取不到这件。") if mine else _("%(who)s 正在处理，到 %(until)s。")
    return text % {"who": detail.row.holder, "until": until}


def _file(language: Language, number: int, one: AttachmentView) -> File:
    kib = max(1, round(one.size / 1024))
    size = f"{kib / 1024:.1f} MB" if kib >= 1024 else f"{kib} KB"
    about = f"{size} · {formatting.moment(one.at)}"
    return File(f"/cases/{number}/attachments/{one.number}", one.name, about, one.kind in SHOWN)
