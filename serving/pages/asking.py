"""What every page route depends on: the visitor's language, the frame of the page, a role that is allowed."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Path, Request

from serving.accounts.views import User
from serving.pages.contexts.frame import Frame, frame
from serving.pages.languages import COOKIE, Language, language_of
from serving.refusals import NotAllowed
from serving.security.declared import Policy, declares
from serving.security.dependencies import CsrfToken, SignedIn, Visitor
from serving.security.policy import Action, may

# A number in an address, as large as databases keep one; more is refused before any of them is asked.
Number = Annotated[int, Path(le=2**31 - 1)]
# What the answer to a form adds to the address of its page.
_STEPS = (
    "/outcome",
    "/reveal",
    "/identity",
    "/assign",
    "/export",
    "/cancel",
    "/again",
    "/rejects",
    "/imports",
    "/claim",
    "/approval",
    "/attachments",
    "/take-out",
    "/reminders",
    "/hand-out",
    "/rechecks",
)


def visitor_language(request: Request) -> Language:
    """The language from the visitor's cookie."""
    return language_of(request.cookies.get(COOKIE))


def page_frame(request: Request, user: Visitor, csrf: CsrfToken) -> Frame:
    """What stands around the page that is asked for."""
    return frame(visitor_language(request), way_back(request), csrf, user)


def way_back(request: Request) -> str:
    """Where the switch of language leads: the same page, or, from the answer to a form, the page of the form."""
    path = request.url.path
    if request.method != "GET":
        path = "/batches" if path.startswith("/batches/returns") else path
        for step in _STEPS:
            path = path.removesuffix(step)
    return f"{path}?{request.url.query}" if request.url.query else path


def allowed(action: Action) -> Callable[[User], User]:
    """A dependency: the signed-in user, if his role allows the action. Raises SignInNeeded, NotAllowed."""
    return allowed_any(action)


def allowed_any(*actions: Action) -> Callable[[User], User]:
    """A dependency: the signed-in user, if his role allows one of the actions. Raises SignInNeeded, NotAllowed."""

    @declares(Policy("all" if len(actions) == 1 else "any", frozenset(actions)))
    def check(user: SignedIn) -> User:
        if not any(may(user, action) for action in actions):
            raise NotAllowed("Your role does not allow this; ask the administrator if your work needs it.")
        return user

    return check


InFrame = Annotated[Frame, Depends(page_frame)]
BatchReader = Annotated[User, Depends(allowed("batch.read"))]
FindingsReader = Annotated[User, Depends(allowed("county.compare"))]
BatchMaker = Annotated[User, Depends(allowed("batch.make"))]
BatchHander = Annotated[User, Depends(allowed("batch.hand_out"))]
UserManager = Annotated[User, Depends(allowed("users.manage"))]
KeyManager = Annotated[User, Depends(allowed("keys.manage"))]
AuditReader = Annotated[User, Depends(allowed("audit.read"))]
QueueReader = Annotated[User, Depends(allowed("queue.read"))]
BoardReader = Annotated[User, Depends(allowed("board.read"))]
QueueExporter = Annotated[User, Depends(allowed("queue.export"))]
CaseReader = Annotated[User, Depends(allowed("case.read"))]
OutcomeRecorder = Annotated[User, Depends(allowed("outcome.record"))]
Approver = Annotated[User, Depends(allowed("outcome.approve"))]
FileReader = Annotated[User, Depends(allowed("attachment.read"))]
IdentityJudge = Annotated[User, Depends(allowed("identities.judge"))]
Revealer = Annotated[User, Depends(allowed("case.reveal"))]
CorrectionReader = Annotated[User, Depends(allowed("corrections.read"))]
RuleReader = Annotated[User, Depends(allowed("rules.read"))]
JobOwner = Annotated[User, Depends(allowed_any("jobs.read", "jobs.own"))]
ScanRunner = Annotated[User, Depends(allowed("scan.run"))]
JobReader = Annotated[User, Depends(allowed("jobs.read"))]
ImportReader = Annotated[User, Depends(allowed("import.read"))]
ImportRunner = Annotated[User, Depends(allowed("import.run"))]
RejectsReader = Annotated[User, Depends(allowed("import.rejects"))]
ModelPromoter = Annotated[User, Depends(allowed("models.promote"))]
ModelReader = Annotated[User, Depends(allowed("models.read"))]
