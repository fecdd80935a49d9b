"""What every route of a case page needs: how it is looked at, who is shown masked on it, and how it is answered."""

from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from records.clock import today
from records.errors import MingchaError
from records.home import Home
from serving.accounts.views import User
from serving.attachments.content import MOST_BYTES, MOST_FILES, Upload
from serving.audit import log
from serving.cases.service import case_detail
from serving.cases.views import CaseDetail
from serving.errors import problem_of
from serving.identities_view import Shown, masked
from serving.pages import addresses
from serving.pages.asking import InFrame, Number
from serving.pages.contexts.case import case_page
from serving.pages.contexts.doubtful import people_of
from serving.pages.contexts.outcome import Entered
from serving.pages.contexts.visit import Visit
from serving.pages.look import answer
from serving.pages.refusals import refusal_text
from serving.security.dependencies import InHome, InSession, ToWrite
from serving.security.policy import may
from serving.security.sight import out_elsewhere


def visit_of(request: Request, user: User, elsewhere: bool) -> Visit:
    """How the page is looked at: from which filter, on which day, by which role.

    `elsewhere`: another township visits the case.
    """
    return Visit(
        chosen=addresses.chosen_of(request.query_params),
        today=today(),
        may_record=may(user, "outcome.record") and not elsewhere,
        elsewhere=elsewhere,
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


@dataclass(frozen=True)
class CaseLook:
    """A request about one case."""

    request: Request
    case_id: Number
    home: InHome
    session: InSession
    write: ToWrite
    frame: InFrame

    def detail(self, user: User) -> CaseDetail:
        """The case as it stands. Raises CaseNotFound, Recused."""
        return case_detail(self.home, self.session, self.case_id, user)

    def page(
        self, user: User, status: int = 200, *, detail: CaseDetail | None = None, person: Shown | None = None,
        **seen: Any,
    ) -> Response:  # fmt: skip
        """The page; `detail` where read already, `person` unmasked, `seen` fields of Visit. The look is logged."""
        found = detail or self.detail(user)
        self.logged(user)
        shown = shown_of(self.home, found) | ({} if person is None else {found.row.person_key: person})
        elsewhere = out_elsewhere(self.session, user, self.case_id)
        visit = replace(visit_of(self.request, user, elsewhere), **seen)
        return answer(case_page(self.frame, found, shown, visit), status, script=True)

    def logged(self, user: User, part: str | None = None) -> None:
        """Write into the audit log that the case was looked at, or a part of it."""
        with self.write() as own:
            log.write(own, user.name, "case.read", f"case:{self.case_id}", part=part)

    def refused(self, user: User, refusal: MingchaError, **seen: Any) -> Response:
        """The page as it stands now, with why not."""
        said = refusal_text(refusal, self.frame.language)
        return self.page(user, problem_of(refusal).status, refusal=said, **seen)

    def back(self, **said: int) -> Response:
        """To the page of the case, with what was done."""
        address = addresses.case(self.case_id, addresses.chosen_of(self.request.query_params))
        return RedirectResponse(addresses.with_note(address, **said) if said else address, 303)


OnCase = Annotated[CaseLook, Depends()]
