"""Corrections of registers: the list for the bureaus, its workbook, and taking one back."""

from typing import Annotated, get_args

from fastapi import APIRouter, Depends, Form, Path, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from records.home import Home
from serving.accounts.views import User
from serving.audit import log
from serving.corrections import export, listing, service
from serving.corrections.views import State
from serving.downloads import XLSX, download
from serving.identities_view import masked
from serving.pages.asking import CorrectionReader, InFrame, OutcomeRecorder
from serving.pages.contexts.corrections import Chosen, CorrectionsPage, corrections_page
from serving.pages.contexts.frame import Frame
from serving.pages.languages import words
from serving.pages.look import answer
from serving.refusals import ReasonMissing
from serving.security.dependencies import InDatabase, InHome, InSession, ToWrite, checked_form
from serving.security.policy import may, require

router = APIRouter(include_in_schema=False)
FROM_OUR_PAGE = [Depends(checked_form)]


@router.get("/corrections")
def corrections(
    request: Request, home: InHome, session: InSession, write: ToWrite, frame: InFrame, user: CorrectionReader
) -> Response:
    """All that the visitor may look at, the newest first; that he did is logged, for notes may name people."""
    _ = words(frame.language).gettext
    done = _("已撤回。从今天起登记信息照原样算数，下次比对时生效。") if "withdrawn" in request.query_params else ""
    page = _page(home, session, frame, user, _chosen(request), done)
    with write() as own:
        log.write(own, user.name, "corrections.read", "corrections", lines=len(page.lines))
    return answer(page)


@router.post("/corrections/export", dependencies=FROM_OUR_PAGE)
def export_corrections(
    request: Request,
    home: InHome,
    database: InDatabase,
    frame: InFrame,
    user: CorrectionReader,
    reveal: Annotated[str, Form()] = "",
    reason: Annotated[str, Form(max_length=400)] = "",
) -> Response:
    """The list as a workbook; names and ids only with a reason, which is kept."""
    chosen, named = _chosen(request), reveal == "yes"
    if named:
        require(user, "case.reveal")
        if not reason.strip():
            said = words(frame.language).gettext("导出姓名和证件号要写明理由，理由会记入审计日志。")
            with database.reading() as session:
                return answer(_page(home, session, frame, user, chosen, error=said), 422)
    views = export.found(home, database, chosen.registry, chosen.state, named, user, reason.strip())
    return download(export.book(views, named), "mingcha-corrections.xlsx", XLSX)


@router.post("/corrections/{number}/withdraw", dependencies=FROM_OUR_PAGE)
def withdraw(
    request: Request,
    number: Annotated[int, Path(ge=1, le=2**31 - 1)],
    home: InHome,
    session: InSession,
    write: ToWrite,
    frame: InFrame,
    user: OutcomeRecorder,
    why: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Take one back, with the reason; sent twice it is taken back once. Raises CorrectionNotFound."""
    chosen = _chosen(request)
    try:
        with write() as own:
            service.withdraw(own, number, why, user)
    except ReasonMissing:
        said = words(frame.language).gettext("请写明撤回的理由，理由会随更正保存。")
        return answer(_page(home, session, frame, user, chosen, error=said), 422)
    address = chosen.address()
    return RedirectResponse(f"{address}{'&' if '?' in address else '?'}withdrawn=1", 303)


def _page(
    home: Home, session: Session, frame: Frame, user: User, chosen: Chosen, done: str = "", error: str = ""
) -> CorrectionsPage:
    every = listing.corrections(session, user)
    shown = masked(home, {one.person_key for one in every if one.person_key is not None})
    allowed = may(user, "outcome.record"), may(user, "case.reveal")
    return corrections_page(frame, every, shown, chosen, allowed, done, error)


def _chosen(request: Request) -> Chosen:
    asked = request.query_params
    state = next((state for state in get_args(State) if state == asked.get("state")), None)
    return Chosen(asked.get("registry") or None, state)
