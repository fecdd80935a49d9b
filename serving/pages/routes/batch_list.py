"""The list of batches, as it is shown by itself and as the answer to what could not be read."""

from sqlalchemy.orm import Session
from starlette.responses import Response

from records.clock import today
from serving.accounts.views import User
from serving.batches import reminders, repository
from serving.pages.contexts.batches import batches_page
from serving.pages.contexts.frame import Frame
from serving.pages.look import answer
from serving.security.policy import may
from serving.security.sight import sight_of


def batches_answer(session: Session, frame: Frame, user: User, error: str | None = None, status: int = 200) -> Response:
    """All batches of which something is in sight, and who is late."""
    day, sight = today(), sight_of(session, user)
    rights = may(user, "batch.make"), may(user, "outcome.record"), may(user, "county.compare")
    awaited = reminders.awaited(session, day, sight)
    return answer(batches_page(frame, repository.views(session, sight), awaited, day, rights, error), status)
