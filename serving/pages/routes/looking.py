"""What every route of a case page needs: how it is looked at, and who is shown masked on it."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from records.clock import today
from records.home import Home
from serving.accounts.views import User
from serving.attachments.content import MOST_BYTES, MOST_FILES, Upload
from serving.cases.views import CaseDetail
from serving.identities_view import Shown, masked
from serving.pages import addresses
from serving.pages.contexts.doubtful import people_of
from serving.pages.contexts.outcome import Entered
from serving.pages.contexts.visit import Visit
from serving.security.policy import may


def visit_of(request: Request, user: User) -> Visit:
    """How the page is looked at: from which filter, on which day, by which role."""
    return Visit(
        chosen=addresses.chosen_of(request.query_params),
        today=today(),
        may_record=may(user, "outcome.record"),
        may_reveal=may(user, "case.reveal"),
        sees_identities=may(user, "identities.read"),
        may_judge=may(user, "identities.judge"),
        user=user.name,
        may_approve=may(user, "outcome.approve"),
        sees_files=may(user, "attachment.read"),
        entered=Entered(verified=today().isoformat()),
    )


def shown_of(home: Home, detail: CaseDetail) -> dict[int, Shown]:
    """The beneficiary, the people of linked cases, and whom a damaged id may mean; masked."""
    linked = {other.person_key for other in detail.linked}
    return masked(home, {detail.row.person_key, *linked, *people_of(detail)})


async def sent_files(request: Request) -> list[Upload]:
    """The files of a form's field `photo`; a browser sends an empty one where none was chosen."""
    fields = await request.form()
    chosen = [file for file in fields.getlist("photo") if isinstance(file, UploadFile) and file.filename]
    # One byte more than is taken tells a file that is too large; the rest of it need not be read.
    return [Upload(file.filename or "", await file.read(MOST_BYTES + 1)) for file in chosen[: MOST_FILES + 1]]


SentFiles = Annotated[list[Upload], Depends(sent_files)]
