"""A case: read it, see who it is, record what the visit found."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from records.clock import today
from records.errors import MingchaError
from records.home import Home
from serving.accounts.views import User
from serving.attachments import service as attachments
from serving.audit import log
from serving.cases.service import case_detail
from serving.errors import problem_of
from serving.identities_view import revealed
from serving.outcomes import service as outcomes
from serving.pages import addresses
from serving.pages.asking import CaseReader, InFrame, OutcomeRecorder, Revealer, visitor_language
from serving.pages.charts.payouts import Shape, payout_chart, payout_svg
from serving.pages.contexts.case import case_page
from serving.pages.contexts.outcome import Entered
from serving.pages.entry import Unreadable, outcome_of
from serving.pages.look import answer, picture
from serving.pages.refusals import refusal_text
from serving.pages.routes.looking import SentFiles, shown_of, visit_of
from serving.refusals import CaseChanged, InvalidOutcome, ReasonMissing, UnfitAttachment
from serving.security.dependencies import InHome, InSession, ToWrite, checked_form

router = APIRouter(include_in_schema=False)
FROM_OUR_PAGE = [Depends(checked_form)]
FINDING = "finding-"  # before the rule in the name of a field


async def entered(
    request: Request,
    result: Annotated[str, Form()] = "",
    verified: Annotated[str, Form()] = "",
    disposal: Annotated[str, Form()] = "",
    recovered_yuan: Annotated[str, Form()] = "",
    register_wrong: Annotated[str, Form()] = "",
    note: Annotated[str, Form(max_length=4000)] = "",
    fact: Annotated[str, Form(max_length=80)] = "",
    wrong: Annotated[str, Form(max_length=40)] = "",
    should_be: Annotated[str, Form(max_length=20)] = "",
) -> Entered:
    """What stood in the fields of the outcome form."""
    fields = await request.form()
    findings = tuple(
        (name.removeprefix(FINDING), value)
        for name, value in fields.items()
        if name.startswith(FINDING) and isinstance(value, str)
    )
    said = (result, verified, disposal, recovered_yuan, register_wrong == "yes", note, fact, wrong, should_be)
    return Entered(*said, findings)


@router.get("/cases/{case_id}")
def case(
    request: Request, case_id: int, home: InHome, session: InSession, write: ToWrite, frame: InFrame, user: CaseReader
) -> Response:
    """The case; that it was looked at is in the audit log."""
    detail = case_detail(home, session, case_id, user)
    with write() as own:
        log.write(own, user.name, "case.read", f"case:{case_id}")
    asked = request.query_params
    visit = replace(visit_of(request, user), saved="saved" in asked, judged="judged" in asked)
    return answer(case_page(frame, detail, shown_of(home, detail), visit), script=True)


@router.get("/cases/{case_id}/payouts-{shape}.svg")
def payouts_picture(
    request: Request, case_id: int, shape: Shape, home: InHome, session: InSession, user: CaseReader
) -> Response:
    """Its payouts as a picture; the address changes with the case, so the browser may keep it."""
    detail = case_detail(home, session, case_id, user)
    return picture(payout_svg(payout_chart(detail, shape, visitor_language(request))))


@router.post("/cases/{case_id}/reveal", dependencies=FROM_OUR_PAGE)
def reveal(
    request: Request,
    case_id: int,
    home: InHome,
    session: InSession,
    write: ToWrite,
    frame: InFrame,
    user: Revealer,
    reason: Annotated[str, Form(max_length=400)] = "",
) -> Response:
    """Show the full name and resident id once; the look is logged with its reason."""
    detail = case_detail(home, session, case_id, user)
    shown, visit = shown_of(home, detail), visit_of(request, user)
    try:
        with write() as own:
            person = revealed(home, own, user, detail.row.person_key, reason.strip())
    except ReasonMissing as refusal:
        visit = replace(visit, refusal=refusal_text(refusal, frame.language))
        return answer(case_page(frame, detail, shown, visit), problem_of(refusal).status, script=True)
    shown = {**shown, detail.row.person_key: person}
    return answer(case_page(frame, detail, shown, replace(visit, revealed=True)), script=True)


@router.post("/cases/{case_id}/outcome", dependencies=FROM_OUR_PAGE)
def record_outcome(
    request: Request,
    case_id: int,
    home: InHome,
    session: InSession,
    write: ToWrite,
    frame: InFrame,
    user: OutcomeRecorder,
    form: Annotated[Entered, Depends(entered)],
    version: Annotated[int, Form()],
    files: SentFiles,
) -> Response:
    """Record the outcome; sent twice it is recorded once. What cannot be saved comes back filled in."""
    chosen = addresses.chosen_of(request.query_params)
    try:
        found = outcome_of(form, today(), frame.language)
        kept = attachments.keep(session, case_id, files, user)
        with write() as own:
            outcomes.record(own, case_id, found, user, version)
            attachments.attach(own, case_id, kept, user)
    except (Unreadable, InvalidOutcome, CaseChanged, UnfitAttachment) as refusal:
        return _again(request, home, session, frame, user, case_id, form, refusal)
    return RedirectResponse(addresses.with_note(addresses.case(case_id, chosen), saved=1), 303)


def _again(
    request: Request,
    home: Home,
    session: Session,
    frame: InFrame,
    user: User,
    case_id: int,
    form: Entered,
    refusal: MingchaError,
) -> Response:
    detail = case_detail(home, session, case_id, user)
    said = str(refusal) if isinstance(refusal, Unreadable) else refusal_text(refusal, frame.language)
    changed = isinstance(refusal, CaseChanged)
    visit = replace(
        visit_of(request, user), entered=form, error=None if changed else said, refusal=said if changed else None
    )
    status = 422 if isinstance(refusal, Unreadable) else problem_of(refusal).status
    return answer(case_page(frame, detail, shown_of(home, detail), visit), status, script=True)
