"""The queue, a search in it, and the button 下一件."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from records.home import Home
from serving.accounts.views import User
from serving.audit import log
from serving.identities_view import masked
from serving.pages import addresses
from serving.pages.asking import InFrame, OutcomeRecorder, QueueReader
from serving.pages.contexts.frame import Frame
from serving.pages.contexts.queue import queue_context
from serving.pages.look import answer
from serving.queue.service import next_case, queue_page
from serving.queue.views import QueueFilter
from serving.security.dependencies import InHome, InSession, ToWrite, checked_form
from serving.security.policy import may

router = APIRouter(include_in_schema=False)


@router.get("/queue")
def queue(
    request: Request, home: InHome, session: InSession, frame: InFrame, user: QueueReader, cursor: str | None = None
) -> Response:
    """The cases that match the filter in the address."""
    return _answer(home, session, frame, user, addresses.chosen_of(request.query_params), cursor)


@router.post("/queue", dependencies=[Depends(checked_form)])
def search(
    request: Request,
    home: InHome,
    session: InSession,
    write: ToWrite,
    frame: InFrame,
    user: QueueReader,
    text: Annotated[str, Form()] = "",
    cursor: Annotated[str | None, Form()] = None,
) -> Response:
    """Search by name, resident id or case number: in the body, so that no address and no log holds it."""
    chosen = addresses.chosen_of(request.query_params)
    if not text.strip():
        return RedirectResponse(addresses.queue(chosen), 303)
    with write() as own:  # never what was looked for
        log.write(own, user.name, "queue.search", "queue")
    return _answer(home, session, frame, user, replace(chosen, text=text.strip()), cursor)


@router.post("/queue/next", dependencies=[Depends(checked_form)])
def take_next(request: Request, write: ToWrite, user: OutcomeRecorder) -> Response:
    """Open the best open case that matches."""
    chosen = addresses.chosen_of(request.query_params)
    with write() as session:
        case_id = next_case(session, chosen, user)
    return RedirectResponse(addresses.queue(chosen) if case_id is None else addresses.case(case_id, chosen), 303)


def _answer(
    home: Home, session: Session, frame: Frame, user: User, chosen: QueueFilter, cursor: str | None
) -> Response:
    page = queue_page(session, chosen, cursor)
    shown = masked(home, {row.person_key for row in page.rows})
    return answer(queue_context(frame, page, chosen, shown, cursor, may(user, "outcome.record")))
