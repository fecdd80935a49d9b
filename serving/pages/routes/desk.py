"""Beside a case: hold it or put it back, approve what another recorded, add and open photos and documents."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from serving.attachments import service as attachments
from serving.attachments.content import MEDIA_TYPES, SHOWN
from serving.downloads import download
from serving.outcomes.four_eyes import judge
from serving.pages import addresses
from serving.pages.asking import Approver, FileReader, Number, OutcomeRecorder
from serving.pages.routes.looking import OnCase, SentFiles
from serving.queue import claims
from serving.refusals import (
    CaseChanged,
    CaseTaken,
    NotAllowed,
    NothingWaiting,
    OutElsewhere,
    OwnClearance,
    OwnOutcome,
    ReasonMissing,
    UnfitAttachment,
)
from serving.security.dependencies import InSession, ToWrite, checked_form

router = APIRouter(include_in_schema=False)
FROM_OUR_PAGE = [Depends(checked_form)]


@router.post("/cases/{case_id}/claim", dependencies=FROM_OUR_PAGE)
def claim(look: OnCase, write: ToWrite, user: OutcomeRecorder) -> Response:
    """Hold the case, so that nobody is given it meanwhile."""
    try:
        with write() as own:
            claims.claim(own, look.case_id, user)
    except CaseTaken as refusal:
        return look.refused(user, refusal)
    return look.back()


@router.post("/cases/{case_id}/release", dependencies=FROM_OUR_PAGE)
def release(request: Request, case_id: Number, write: ToWrite, user: OutcomeRecorder) -> Response:
    """Put it back for others, and go back to the queue."""
    with write() as own:
        claims.release(own, case_id, user)
    return RedirectResponse(addresses.queue(addresses.chosen_of(request.query_params)), 303)


@router.post("/cases/{case_id}/approval", dependencies=FROM_OUR_PAGE)
def approve(
    look: OnCase,
    write: ToWrite,
    user: Approver,
    version: Annotated[int, Form()],
    verdict: Annotated[str, Form()] = "",
    note: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Approve what another recorded, or send it back with a reason."""
    try:
        with write() as own:
            judge(own, look.case_id, verdict == "approve", note, user, version)
    except (CaseChanged, NotAllowed, NothingWaiting, OwnOutcome, ReasonMissing) as refusal:
        return look.refused(user, refusal)
    return look.back(saved=1)


@router.post("/cases/{case_id}/attachments", dependencies=FROM_OUR_PAGE)
def add_files(look: OnCase, write: ToWrite, user: OutcomeRecorder, files: SentFiles) -> Response:
    """Add photos and documents; the same one again stays one."""
    try:
        kept = attachments.keep(look.session, look.case_id, files, user)
        with write() as own:
            attachments.attach(own, look.case_id, kept, user)
    except (OutElsewhere, OwnClearance, UnfitAttachment) as refusal:
        return look.refused(user, refusal)
    return look.back()


@router.get("/cases/{case_id}/attachments/{number}")
def open_file(case_id: Number, number: Number, session: InSession, write: ToWrite, user: FileReader) -> Response:
    """The photo or document; that it was opened is in the audit log."""
    with write() as own:
        found, content = attachments.opened(own, case_id, number, user)
    return download(content, found.name, MEDIA_TYPES[found.kind], inline=found.kind in SHOWN)
