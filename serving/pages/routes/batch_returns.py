"""A filled workbook comes back: looked at first, then taken."""

from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, UploadFile
from sqlalchemy.orm import Session
from starlette.responses import Response

from records.errors import MingchaError
from serving.accounts.views import User
from serving.batches import uploads
from serving.batches.taking_back import look, take_back
from serving.errors import problem_of
from serving.pages.asking import InFrame, OutcomeRecorder
from serving.pages.contexts.batch_return import return_page, taken_page
from serving.pages.contexts.frame import Frame
from serving.pages.look import answer
from serving.pages.refusals import refusal_text
from serving.pages.routes.batch_list import batches_answer
from serving.refusals import UnreadableReturn, WrongCells
from serving.security.dependencies import InHome, InSession, ToWrite, checked_form

router = APIRouter(include_in_schema=False)
FROM_OUR_PAGE = [Depends(checked_form)]
LONGEST_NAME = 120


@router.post("/batches/returns", dependencies=FROM_OUR_PAGE)
def upload(
    home: InHome, session: InSession, write: ToWrite, frame: InFrame, user: OutcomeRecorder,
    workbook: Annotated[UploadFile | None, File()] = None,
) -> Response:  # fmt: skip
    """What the workbook would bring; nothing of it is recorded yet."""
    try:
        content = b"" if workbook is None else workbook.file.read(uploads.MOST_BYTES + 1)
        token = uploads.keep(home, content)
        with write() as own:
            found = look(own, uploads.kept(home, token), user)
    except UnreadableReturn as refusal:
        return _refused(session, frame, user, refusal)
    name = (workbook.filename if workbook is not None else "") or ""
    return answer(return_page(frame, name[:LONGEST_NAME], token, found))


@router.post("/batches/returns/taken", dependencies=FROM_OUR_PAGE)
def take(
    home: InHome, session: InSession, write: ToWrite, frame: InFrame, user: OutcomeRecorder,
    token: Annotated[str, Form(max_length=64)] = "", partly: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """Take it; sent twice it is taken once."""
    try:
        file = uploads.kept(home, token)
        with write() as own:
            done = take_back(own, file, user, partly == "yes")
    except (UnreadableReturn, WrongCells) as refusal:
        return _refused(session, frame, user, refusal)
    return answer(taken_page(frame, done))


def _refused(session: Session, frame: Frame, user: User, refusal: MingchaError) -> Response:
    return batches_answer(session, frame, user, refusal_text(refusal, frame.language), problem_of(refusal).status)
