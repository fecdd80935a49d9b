"""The queue, a search in it, the button 下一件, and what is done to many cases at once."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from records.errors import MingchaError
from records.home import Home
from serving.accounts.service import recorders
from serving.accounts.views import User
from serving.audit import log
from serving.downloads import XLSX, download
from serving.errors import problem_of
from serving.identities_view import masked
from serving.pages import addresses
from serving.pages.asking import InFrame, OutcomeRecorder, QueueExporter, QueueReader
from serving.pages.contexts.frame import Frame
from serving.pages.contexts.queue import Reading, queue_context
from serving.pages.languages import words
from serving.pages.look import answer
from serving.pages.refusals import refusal_text
from serving.queue import export
from serving.queue.assigning import assign
from serving.queue.claims import next_case
from serving.queue.service import chosen_numbers, queue_page
from serving.queue.views import NOBODY, QueueFilter
from serving.refusals import NotAssignable, NothingChosen, ReasonMissing
from serving.scan import store
from serving.security.dependencies import InDatabase, InHome, InSession, ToWrite, Write, checked_form
from serving.security.policy import may

router = APIRouter(include_in_schema=False)
FROM_OUR_PAGE = [Depends(checked_form)]
Text = Annotated[str, Form(max_length=200)]


@router.get("/queue")
def queue(
    request: Request,
    home: InHome,
    session: InSession,
    write: ToWrite,
    frame: InFrame,
    user: QueueReader,
    cursor: str | None = None,
    assigned: int | None = None,
    none: bool = False,
) -> Response:
    """The cases that match the filter in the address."""
    notice = _notice(frame, assigned, none)
    return _answer(home, session, write, frame, user, addresses.chosen_of(request.query_params), cursor, notice)


@router.post("/queue", dependencies=FROM_OUR_PAGE)
def search(
    request: Request,
    home: InHome,
    session: InSession,
    write: ToWrite,
    frame: InFrame,
    user: QueueReader,
    text: Text = "",
    cursor: Annotated[str | None, Form()] = None,
) -> Response:
    """Search by name, resident id or case number: in the body, so that no address and no log holds it."""
    chosen = addresses.chosen_of(request.query_params)
    if not text.strip():
        return RedirectResponse(addresses.queue(chosen), 303)
    return _answer(home, session, write, frame, user, replace(chosen, text=text.strip()), cursor)


@router.post("/queue/next", dependencies=FROM_OUR_PAGE)
def take_next(request: Request, session: InSession, write: ToWrite, user: OutcomeRecorder) -> Response:
    """Take the best free case that matches, and open it."""
    chosen = addresses.chosen_of(request.query_params)
    case_id = next_case(session, write, chosen, user)
    if case_id is None:
        return RedirectResponse(addresses.with_note(addresses.queue(chosen), none=1), 303)
    return RedirectResponse(addresses.case(case_id, chosen), 303)


@router.post("/queue/assign", dependencies=FROM_OUR_PAGE)
def assign_cases(
    request: Request,
    home: InHome,
    session: InSession,
    write: ToWrite,
    frame: InFrame,
    user: OutcomeRecorder,
    case: Annotated[list[int] | None, Form()] = None,
    everything: Annotated[str, Form()] = "",
    assignee: Annotated[str, Form(max_length=64)] = "",
    text: Text = "",
) -> Response:
    """Give the ticked cases, or all that match, to somebody."""
    chosen = replace(addresses.chosen_of(request.query_params), text=text.strip() or None)
    numbers = chosen_numbers(session, chosen, user) if everything == "yes" else case or []
    try:
        if not assignee:
            raise NotAssignable("Nobody is chosen; choose whose the cases become.")
        with write() as own:
            changed = assign(own, numbers, None if assignee == NOBODY else assignee, user)
    except (NothingChosen, NotAssignable) as refusal:
        return _refused(home, session, write, frame, user, chosen, refusal)
    return RedirectResponse(addresses.with_note(addresses.queue(chosen), assigned=changed), 303)


@router.post("/queue/export", dependencies=FROM_OUR_PAGE)
def export_cases(
    request: Request,
    home: InHome,
    session: InSession,
    write: ToWrite,
    database: InDatabase,
    frame: InFrame,
    user: QueueExporter,
    reveal: Annotated[str, Form()] = "",
    reason: Annotated[str, Form(max_length=400)] = "",
    text: Text = "",
) -> Response:
    """Everything that matches as a workbook; with names and ids only for a reason, which is logged."""
    chosen = replace(addresses.chosen_of(request.query_params), text=text.strip() or None)
    try:
        book = export.listed(database, chosen, user, reason if reveal == "yes" else None)
    except ReasonMissing as refusal:
        return _refused(home, session, write, frame, user, chosen, refusal)
    return download(book, "mingcha-queue.xlsx", XLSX)


def _notice(frame: Frame, assigned: int | None, none: bool) -> str:
    say = words(frame.language)
    if assigned is not None:
        return say.ngettext("已指派 %(num)d 件。", "已指派 %(num)d 件。", assigned) % {"num": assigned}
    return say.gettext("当前条件下没有可领取的线索：都已有人在办，或已指派给别人。") if none else ""


def _refused(
    home: Home, session: Session, write: Write, frame: Frame, user: User, chosen: QueueFilter, refusal: MingchaError
) -> Response:
    said = refusal_text(refusal, frame.language)
    return _answer(home, session, write, frame, user, chosen, None, refusal=said, status=problem_of(refusal).status)


def _answer(
    home: Home,
    session: Session,
    write: Write,
    frame: Frame,
    user: User,
    chosen: QueueFilter,
    cursor: str | None,
    notice: str = "",
    refusal: str = "",
    status: int = 200,
) -> Response:
    page = queue_page(session, chosen, user, cursor)
    shown = masked(home, {row.person_key for row in page.rows})
    people = recorders(session) if may(user, "case.assign") else [user] if may(user, "outcome.record") else []
    reading = Reading(
        user=user.name,
        may_record=may(user, "outcome.record"),
        may_export=may(user, "queue.export"),
        may_reveal=may(user, "case.reveal"),
        people=tuple((one.name, one.display_name) for one in people),
        scored_by=store.newest_model(session),
        notice=notice,
        refusal=refusal,
    )
    if chosen.text:
        with write() as own:  # never what was looked for
            cases = ",".join(str(row.case_id) for row in page.rows)
            log.write(own, user.name, "queue.search", "queue", found=page.total, cases=cases)
    return answer(queue_context(frame, page, chosen, shown, cursor, reading), status, script=True)
