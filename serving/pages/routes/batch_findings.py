"""What the batches say, and the draw of a re-check."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Form
from starlette.responses import RedirectResponse, Response

from records.clock import today
from records.errors import MingchaError, NoSnapshot
from serving.accounts.views import User
from serving.batches import recheck as checking
from serving.database import Database
from serving.errors import problem_of
from serving.pages import addresses
from serving.pages.asking import BatchMaker, FindingsReader, InFrame
from serving.pages.contexts.batch_findings import findings_page
from serving.pages.contexts.frame import Frame
from serving.pages.entry import Unreadable
from serving.pages.languages import words
from serving.pages.look import answer
from serving.pages.refusals import refusal_text
from serving.refusals import InvalidBatch
from serving.security.dependencies import InDatabase, ToWrite, checked_form
from serving.security.policy import may

if TYPE_CHECKING:
    from training.visits.home_verifiers import Rechecks

router = APIRouter(include_in_schema=False)
MOST_RECHECKS = 10_000


@router.get("/batches/findings")
def findings(database: InDatabase, frame: InFrame, user: FindingsReader) -> Response:
    """Estimates, verifiers, re-checks."""
    return _findings(database, frame, user)


@router.post("/batches/rechecks", dependencies=[Depends(checked_form)])
def recheck(
    database: InDatabase, write: ToWrite, frame: InFrame, user: BatchMaker,
    visits: Annotated[str, Form(max_length=8)] = "", due: Annotated[str, Form(max_length=10)] = "",
) -> Response:  # fmt: skip
    """Draw cleared cases to be visited again by another township."""
    try:
        asked = _number(visits, frame), _day(due, frame)
        with write() as own:
            made = checking.recheck(own, asked[0], user, asked[1])
    except (Unreadable, InvalidBatch) as refusal:
        return _findings(database, frame, user, refusal)
    return RedirectResponse(f"{addresses.batch(made.id)}?done=made", 303)


def _number(text: str, frame: Frame) -> int:
    plain = text.strip()
    if not plain.isascii() or not plain.isdigit() or not 1 <= int(plain) <= MOST_RECHECKS:
        raise Unreadable(words(frame.language).gettext("请填写要复核的件数。"))
    return int(plain)


def _day(text: str, frame: Frame) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Unreadable(words(frame.language).gettext("请填写核查期限。")) from error


def _findings(database: Database, frame: Frame, user: User, refusal: MingchaError | None = None) -> Response:
    from training.visits import batch_estimates, home_verifiers

    home, url = database.home, database.url
    found, compared = batch_estimates.of_home(home, url), home_verifiers.of_batches(home, url)
    error = None if refusal is None else _said(refusal, frame)
    status = 200 if refusal is None else 422 if isinstance(refusal, Unreadable) else problem_of(refusal).status
    page = findings_page(frame, found, compared, _rechecks(database), may(user, "batch.make"), today(), error)
    return answer(page, status)


def _rechecks(database: Database) -> "Rechecks | None":
    from training.visits import home_verifiers

    try:
        return home_verifiers.rechecks(database.home, database.url)
    except NoSnapshot:
        return None


def _said(refusal: MingchaError, frame: Frame) -> str:
    return str(refusal) if isinstance(refusal, Unreadable) else refusal_text(refusal, frame.language)
