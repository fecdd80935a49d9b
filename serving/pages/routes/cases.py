"""A case: read it, see who it is, record what the visit found."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from records.clock import today
from serving.attachments import service as attachments
from serving.errors import problem_of
from serving.identities_view import revealed
from serving.outcomes import service as outcomes
from serving.pages.asking import CaseReader, OutcomeRecorder, Revealer, visitor_language
from serving.pages.charts.payouts import Shape, payout_chart, payout_svg
from serving.pages.contexts.outcome import Entered
from serving.pages.entry import Unreadable, outcome_of
from serving.pages.look import picture
from serving.pages.refusals import refusal_text
from serving.pages.routes.looking import OnCase, SentFiles
from serving.refusals import CaseChanged, InvalidOutcome, OutElsewhere, OwnClearance, ReasonMissing, UnfitAttachment
from serving.security.dependencies import ToWrite, checked_form

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
def case(look: OnCase, user: CaseReader) -> Response:
    """The case; that it was looked at is in the audit log."""
    asked = look.request.query_params
    return look.page(user, saved="saved" in asked, judged="judged" in asked)


@router.get("/cases/{case_id}/payouts-{shape}.svg")
def payouts_picture(look: OnCase, shape: Shape, user: CaseReader) -> Response:
    """Its payouts as a picture; the address changes with the case, so the browser may keep it."""
    chart = payout_chart(look.detail(user), shape, visitor_language(look.request))
    look.logged(user, part="payouts")
    return picture(payout_svg(chart))


@router.post("/cases/{case_id}/reveal", dependencies=FROM_OUR_PAGE)
def reveal(look: OnCase, write: ToWrite, user: Revealer, reason: Annotated[str, Form(max_length=400)] = "") -> Response:
    """Show the full name and resident id once; the look is logged with its reason."""
    detail = look.detail(user)
    try:
        with write() as own:
            person = revealed(look.home, own, user, detail.row.person_key, reason.strip(), look.case_id)
    except ReasonMissing as refusal:
        return look.refused(user, refusal)
    return look.page(user, detail=detail, person=person, revealed=True)


@router.post("/cases/{case_id}/outcome", dependencies=FROM_OUR_PAGE)
def record_outcome(
    look: OnCase,
    write: ToWrite,
    user: OutcomeRecorder,
    form: Annotated[Entered, Depends(entered)],
    version: Annotated[int, Form()],
    files: SentFiles,
) -> Response:
    """Record the outcome; sent twice it is recorded once. What cannot be saved comes back filled in."""
    try:
        found = outcome_of(form, today(), look.frame.language)
        kept = attachments.keep(look.session, look.case_id, files, user)
        with write() as own:
            outcomes.record(own, look.case_id, found, user, version)
            attachments.attach(own, look.case_id, kept, user)
    except Unreadable as refusal:
        return look.page(user, 422, entered=form, error=str(refusal))
    except (CaseChanged, OutElsewhere, OwnClearance) as refusal:
        return look.refused(user, refusal, entered=form)
    except (InvalidOutcome, UnfitAttachment) as refusal:
        said = refusal_text(refusal, look.frame.language)
        return look.page(user, problem_of(refusal).status, entered=form, error=said)
    return look.back(saved=1)
