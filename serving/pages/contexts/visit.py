"""How a case is being looked at: from which filter, by whom, after which step."""

from dataclasses import dataclass
from datetime import date

from serving.pages.contexts.outcome import Entered
from serving.queue.views import QueueFilter


@dataclass(frozen=True)
class Visit:
    """How this page is being looked at: from which filter, by whom, after which step."""

    chosen: QueueFilter
    today: date
    may_record: bool
    may_reveal: bool
    entered: Entered
    sees_identities: bool = False
    may_judge: bool = False  # confirm or reject whom a damaged id means
    judged: bool = False
    elsewhere: bool = False  # another township visits the case and records what it finds
    user: str = ""
    may_approve: bool = False
    sees_files: bool = False
    error: str | None = None  # stands in the form
    refusal: str | None = None  # stands on top
    saved: bool = False
    revealed: bool = False
