"""Beside a case: hold it or put it back, approve what another recorded, add and open photos and documents."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from records.errors import MingchaError
from records.home import Home
from serving.accounts.views import User
from serving.attachments import service as attachments
from serving.attachments.content import MEDIA_TYPES, SHOWN
from serving.cases.service import case_detail
from serving.downloads import download
from serving.errors import problem_of
from serving.outcomes.four_eyes import judge
from serving.pages import addresses
from serving.pages.asking import Approver, FileReader, InFrame, OutcomeRecorder
from serving.pages.contexts.case import case_page
from serving.pages.look import answer
from serving.pages.refusals import refusal_text
from serving.pages.routes.looking import SentFiles, shown_of, visit_of
from serving.queue import claims
from serving.refusals import (
    CaseChanged,
    CaseTaken,
    NotAllowed,
    NothingWaiting,
    OwnOutcome,
    ReasonMissing,
    UnfitAttachment,
)
from serving.security.dependencies import InHome, InSession, ToWrite, checked_form

router = APIRouter(include_in_schema=False)
FROM_OUR_PAGE = [Depends(checked_form)]


@router.post("/cases/{case_id}/claim", dependencies=FROM_OUR_PAGE)
def claim(
    request: Request,
    case_id: int,
    home: InHome,
    session: InSession,
    write: ToWrite,
    frame: InFrame,
    user: OutcomeRecorder,
) -> Response:
    """Hold the case, so that nobody is given it meanwhile."""
    try:
        with write() as own:
            claims.claim(own, case_id, user)
    except CaseTaken as refusal:
        return _refused(request, home, session, frame, user, case_id, refusal)
    return _back(request, case_id)


@router.post("/cases/{case_id}/release", dependencies=FROM_OUR_PAGE)
def release(request: Request, case_id: int, write: ToWrite, user: OutcomeRecorder) -> Response:
    """Put it back for others, and go back to the queue."""
    with write() as own:
        claims.release(own, case_id, user)
    return RedirectResponse(addresses.queue(addresses.chosen_of(request.query_params)), 303)


@router.post("/cases/{case_id}/approval", dependencies=FROM_OUR_PAGE)
def approve(
    request: Request,
    case_id: int,
    home: InHome,
    session: InSession,
    write: ToWrite,
    frame: InFrame,
    user: Approver,
    version: Annotated[int, Form()],
    verdict: Annotated[str, Form()] = "",
    note: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Approve what another recorded, or send it back with a reason."""
    try:
        with write() as own:
            judge(own, case_id, verdict == "approve", note, user, version)
    except (CaseChanged, NotAllowed, NothingWaiting, OwnOutcome, ReasonMissing) as refusal:
        return _refused(request, home, session, frame, user, case_id, refusal)
    return _back(request, case_id, saved=1)


@router.post("/cases/{case_id}/attachments", dependencies=FROM_OUR_PAGE)
def add_files(
    request: Request,
    case_id: int,
    home: InHome,
    session: InSession,
    write: ToWrite,
    frame: InFrame,
    user: OutcomeRecorder,
    files: SentFiles,
) -> Response:
    """Add photos and documents; the same one again stays one."""
    try:
        kept = attachments.keep(session, case_id, files, user)
        with write() as own:
            attachments.attach(own, case_id, kept, user)
    except UnfitAttachment as refusal:
        return _refused(request, home, session, frame, user, case_id, refusal)
    return _back(request, case_id)


@router.get("/cases/{case_id}/attachments/{number}")
def open_file(case_id: int, number: int, session: InSession, write: ToWrite, user: FileReader) -> Response:
    """The photo or document; that it was opened is in the audit log."""
    with write() as own:
        found, content = attachments.opened(own, case_id, number, user)
    return download(content, found.name, MEDIA_TYPES[found.kind], inline=found.kind in SHOWN)


def _back(request: Request, case_id: int, **said: int) -> Response:
    address = addresses.case(case_id, addresses.chosen_of(request.query_params))
    return RedirectResponse(addresses.with_note(address, **said) if said else address, 303)


def _refused(
    request: Request, home: Home, session: Session, frame: InFrame, user: User, case_id: int, refusal: MingchaError
) -> Response:
    detail = case_detail(home, session, case_id, user)
    visit = replace(visit_of(request, user), refusal=refusal_text(refusal, frame.language))
    return answer(case_page(frame, detail, shown_of(home, detail), visit), problem_of(refusal).status, script=True)
