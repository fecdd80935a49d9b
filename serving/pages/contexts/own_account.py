"""One's own account: who one is here, and another password."""

from dataclasses import dataclass

from serving.pages.contexts.frame import Frame


@dataclass(frozen=True)
class OwnAccountPage:
    """The form for another password."""

    frame: Frame
    name: str
    shortest: int
    wrong: str = ""
    template: str = "own_account.html"
