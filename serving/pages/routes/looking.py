"""What every route of a case page needs: how it is looked at, and who is shown masked on it."""

from fastapi import Request

from records.clock import today
from records.home import Home
from serving.accounts.views import User
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
        entered=Entered(verified=today().isoformat()),
    )


def shown_of(home: Home, detail: CaseDetail) -> dict[int, Shown]:
    """The beneficiary, the people of linked cases, and whom a damaged id may mean; masked."""
    linked = {other.person_key for other in detail.linked}
    return masked(home, {detail.row.person_key, *linked, *people_of(detail)})
