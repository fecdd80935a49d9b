"""Batches: the list, one of them, what is done with it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from records.clock import today
from records.errors import MingchaError
from records.home import Home
from serving.accounts.views import User
from serving.batches import changes, handing_out, reminders, repository, road
from serving.batches.repository import NOWHERE
from serving.database import Database
from serving.downloads import download
from serving.errors import problem_of
from serving.identities_view import masked
from serving.pages import addresses
from serving.pages.asking import BatchHander, BatchMaker, BatchReader, InFrame, Number
from serving.pages.contexts.batch import BatchKnown, BatchRights, batch_page
from serving.pages.contexts.batch_cases import cases_page
from serving.pages.contexts.batch_findings import EstimateLine, estimate_lines, estimates_said
from serving.pages.contexts.frame import Frame
from serving.pages.languages import words
from serving.pages.look import answer
from serving.pages.refusals import refusal_text
from serving.pages.routes.batch_list import batches_answer
from serving.refusals import BatchChanged, BatchReturned, InvalidBatch, ReasonMissing
from serving.security.dependencies import InDatabase, InHome, InSession, ToWrite, checked_form
from serving.security.policy import may
from serving.security.sight import sight_of

router = APIRouter(include_in_schema=False)
FROM_OUR_PAGE = [Depends(checked_form)]
REFUSED = (BatchChanged, BatchReturned, InvalidBatch, ReasonMissing)
Reason = Annotated[str, Form(max_length=400)]
Version = Annotated[int, Form()]


@router.get("/batches")
def batches(session: InSession, frame: InFrame, user: BatchReader) -> Response:
    """All batches, and who is late."""
    return batches_answer(session, frame, user)


@router.get("/batches/{number}")
def batch(
    request: Request, number: Number, session: InSession, database: InDatabase, frame: InFrame, user: BatchReader
) -> Response:
    """One batch."""
    return _batch(session, database, frame, user, number, request.query_params.get("done", ""))


@router.get("/batches/{number}/townships/{key}")
def township(number: Number, key: int, home: InHome, session: InSession, frame: InFrame, user: BatchReader) -> Response:
    """One township's cases, as one goes."""
    return _township(home, session, frame, user, number, key)


@router.post("/batches/{number}/cancel", dependencies=FROM_OUR_PAGE)
def cancel(
    number: Number, session: InSession, database: InDatabase, write: ToWrite, frame: InFrame, user: BatchMaker,
    version: Version, reason: Reason = "",
) -> Response:  # fmt: skip
    """Cancel it while nothing has come back."""
    try:
        with write() as own:
            changes.cancel(own, number, reason, user, version)
    except REFUSED as refusal:
        return _batch(session, database, frame, user, number, refusal=refusal)
    return RedirectResponse(f"{addresses.batch(number)}?done=cancelled", 303)


@router.post("/batches/{number}/townships/{key}/take-out", dependencies=FROM_OUR_PAGE)
def take_out(
    number: Number, key: int, home: InHome, session: InSession, write: ToWrite, frame: InFrame, user: BatchMaker,
    version: Version, case: Annotated[int, Form()] = 0, reason: Reason = "",
) -> Response:  # fmt: skip
    """Take one case out, with a reason."""
    try:
        with write() as own:
            changes.take_out(own, number, case, reason, user, version)
    except REFUSED as refusal:
        return _township(home, session, frame, user, number, key, refusal)
    return RedirectResponse(f"{addresses.batch(number)}?done=taken-out", 303)


@router.post("/batches/{number}/reminders", dependencies=FROM_OUR_PAGE)
def remind(
    number: Number, session: InSession, database: InDatabase, write: ToWrite, frame: InFrame, user: BatchMaker,
    township: Annotated[list[int] | None, Form()] = None, note: Annotated[str, Form(max_length=400)] = "",
) -> Response:  # fmt: skip
    """Note that townships were reminded."""
    keys = {None if key == NOWHERE else key for key in township or ()}
    try:
        with write() as own:
            reminders.remind(own, number, keys, note, user)
    except REFUSED as refusal:
        return _batch(session, database, frame, user, number, refusal=refusal)
    return RedirectResponse(f"{addresses.batch(number)}?done=reminded", 303)


@router.post("/batches/{number}/hand-out", dependencies=FROM_OUR_PAGE)
def hand_out(
    number: Number, session: InSession, database: InDatabase, write: ToWrite, frame: InFrame, user: BatchHander,
    township: Annotated[str, Form(max_length=64)] = "", reveal: Annotated[str, Form()] = "", reason: Reason = "",
) -> Response:  # fmt: skip
    """A township's workbook, or all of them in a zip."""
    try:
        with write() as own:
            made = handing_out.handed_out(own, number, township or None, reveal == "yes", reason, user)
    except REFUSED as refusal:
        return _batch(session, database, frame, user, number, refusal=refusal)
    return download(made.content, made.name, made.media)


def _batch(
    session: Session, database: Database, frame: Frame, user: User, number: int, done: str = "",
    refusal: MingchaError | None = None,
) -> Response:  # fmt: skip
    from training.visits import batch_estimates

    sight = sight_of(session, user)
    repository.by_id(session, number, sight)
    view = repository.views(session, sight, number)[0]
    knows = may(user, "recheck.know")
    estimates: tuple[EstimateLine, ...] = ()
    said = ""
    if knows and view.kind == "verification" and view.returned:
        found = batch_estimates.of_home(database.home, database.url, view.name)
        estimates, said = estimate_lines(frame.language, found), estimates_said(frame.language, found)
    known = BatchKnown(
        view, repository.townships(session, number, sight), reminders.in_sight(session, number, sight), estimates, said
    )
    can = BatchRights(may(user, "batch.make"), may(user, "batch.hand_out"), may(user, "case.reveal"),
                      may(user, "outcome.record"), knows)  # fmt: skip
    error = None if refusal is None else refusal_text(refusal, frame.language)
    status = 200 if refusal is None else problem_of(refusal).status
    return answer(batch_page(frame, known, today(), can, _done(frame, done), error), status)


def _township(
    home: Home, session: Session, frame: Frame, user: User, number: int, key: int, refusal: MingchaError | None = None
) -> Response:
    sight = sight_of(session, user)
    repository.by_id(session, number, sight)
    view, cases = repository.views(session, sight, number)[0], road.of_township(session, number, sight, key)
    shown = masked(home, {case.person_key for case in cases})
    rights = may(user, "batch.make"), may(user, "recheck.know")
    error = None if refusal is None else refusal_text(refusal, frame.language)
    status = 200 if refusal is None else problem_of(refusal).status
    return answer(cases_page(frame, view, cases, shown, key, rights, error), status)


def _done(frame: Frame, done: str) -> str:
    _ = words(frame.language).gettext
    return {
        "made": _("已交办。下一步：下发各乡镇的核查表。"),
        "cancelled": _("批次已取消，线索可重新交办。"),
        "taken-out": _("线索已取出，可重新交办。"),
        "reminded": _("催办已记录。"),
    }.get(done, "")
