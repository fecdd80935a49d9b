"""Build a batch: say what each township can visit, look at what would go out, hand it out."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from records.clock import today
from records.errors import MingchaError
from serving.accounts.views import User
from serving.batches import plan, service
from serving.pages import addresses
from serving.pages.asking import BatchMaker, InFrame
from serving.pages.batch_entry import PlanAsked, asked_of, entered_of, query_of
from serving.pages.contexts.batch_plan import PlanEntered, new_page, preview_page
from serving.pages.contexts.frame import Frame
from serving.pages.entry import Unreadable
from serving.pages.look import answer
from serving.pages.refusals import refusal_text
from serving.refusals import BatchChanged, InvalidBatch, NotToBePicked
from serving.security.dependencies import InSession, ToWrite, checked_form
from training.errors import MoreNamedThanVisits

router = APIRouter(include_in_schema=False)
REFUSED = (Unreadable, InvalidBatch, NotToBePicked, MoreNamedThanVisits)


@router.get("/batches/new")
def new(request: Request, session: InSession, frame: InFrame, user: BatchMaker) -> Response:
    """The form."""
    return answer(new_page(frame, plan.stocks(session), entered_of(request.query_params), today()))


@router.get("/batches/new/preview")
def preview(request: Request, session: InSession, frame: InFrame, user: BatchMaker) -> Response:
    """What would go out; nothing is kept."""
    entered = entered_of(request.query_params)
    try:
        asked = _asked(session, frame, entered)
        found = plan.preview(session, asked.order, user)
    except REFUSED as refusal:
        return _form_again(session, frame, entered, refusal)
    return answer(preview_page(frame, found, asked.due, query_of(entered)))


@router.post("/batches", dependencies=[Depends(checked_form)])
def hand_out(
    request: Request, session: InSession, write: ToWrite, frame: InFrame, user: BatchMaker,
    digest: Annotated[str, Form(max_length=64)] = "", name: Annotated[str, Form(max_length=64)] = "",
) -> Response:  # fmt: skip
    """Hand out what the preview showed, or show the new one where something changed meanwhile."""
    entered = entered_of(request.query_params)
    try:
        order = replace(_asked(session, frame, entered).order, name=name.strip() or None)
        with write() as own:
            made = service.new(own, order, user, digest)
    except (BatchChanged, InvalidBatch) as refusal:
        return _preview_again(session, frame, user, entered, refusal)
    except REFUSED as refusal:
        return _form_again(session, frame, entered, refusal)
    return RedirectResponse(f"{addresses.batch(made.id)}?done=made", 303)


def _asked(session: Session, frame: Frame, entered: PlanEntered) -> PlanAsked:
    return asked_of(entered, plan.stocks(session), today(), frame.language)


def _preview_again(session: Session, frame: Frame, user: User, entered: PlanEntered, refusal: MingchaError) -> Response:
    asked = _asked(session, frame, entered)
    try:
        found = plan.preview(session, asked.order, user)
    except REFUSED as other:
        return _form_again(session, frame, entered, other)
    said = refusal_text(refusal, frame.language)
    return answer(preview_page(frame, found, asked.due, query_of(entered), said), 409)


def _form_again(session: Session, frame: Frame, entered: PlanEntered, refusal: MingchaError) -> Response:
    said = str(refusal) if isinstance(refusal, Unreadable) else refusal_text(refusal, frame.language)
    return answer(new_page(frame, plan.stocks(session), entered, today(), said), 422)
