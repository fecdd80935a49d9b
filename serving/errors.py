"""One table from what went wrong to the HTTP problem (RFC 9457) that says so."""

import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from records import errors as records
from rules.catalogue import UnknownRule
from serving import refusals
from training.errors import GateClosed, MoreNamedThanVisits, UnknownModel

log = structlog.get_logger("mingcha.errors")
PROBLEM = "application/problem+json"


@dataclass(frozen=True)
class Problem:
    """A kind of problem: its stable type, its HTTP status and a title."""

    type: str
    status: int
    title: str


URN = "urn:mingcha:problem:"
UNEXPECTED = Problem("unexpected", 500, "Something went wrong here")
INVALID = Problem("invalid-request", 422, "The request does not have the documented form")

# The most particular class wins; MingchaError itself is the last resort.
PROBLEMS: dict[type[records.MingchaError], Problem] = {
    refusals.KeyNeeded: Problem("key-needed", 401, "A valid API key is needed"),
    refusals.SignInNeeded: Problem("sign-in-needed", 401, "Sign in first"),
    refusals.WrongPassword: Problem("wrong-password", 401, "Name and password do not belong together"),
    refusals.TooManyAttempts: Problem("too-many-attempts", 429, "Too many failed attempts"),
    refusals.NotAllowed: Problem("not-allowed", 403, "The role does not allow this"),
    refusals.ForeignForm: Problem("foreign-form", 403, "The form is not from this session"),
    refusals.CaseNotFound: Problem("case-not-found", 404, "No such case"),
    refusals.JobNotFound: Problem("job-not-found", 404, "No such job"),
    refusals.JobOver: Problem("job-over", 409, "The job has ended already"),
    refusals.JobUnfinished: Problem("job-unfinished", 409, "The job has not ended yet"),
    refusals.ImportNotFound: Problem("import-not-found", 404, "No such import"),
    refusals.SnapshotNotFound: Problem("snapshot-not-found", 404, "No such snapshot"),
    refusals.InvalidUpload: Problem("invalid-upload", 422, "The files cannot be taken"),
    refusals.UploadTooLarge: Problem("upload-too-large", 413, "The files are more than is taken at once"),
    refusals.LengthMissing: Problem("length-missing", 411, "Say how many bytes are sent"),
    refusals.UploadGone: Problem("upload-gone", 409, "The files are no longer kept"),
    refusals.BatchNotFound: Problem("batch-not-found", 404, "No such batch"),
    refusals.CorrectionNotFound: Problem("correction-not-found", 404, "No such correction"),
    refusals.UnknownAward: Problem("unknown-award", 404, "No such award in the current scan"),
    UnknownRule: Problem("unknown-rule", 404, "No such rule"),
    refusals.UserNotFound: Problem("user-not-found", 404, "No such user"),
    refusals.NotOneself: Problem("not-oneself", 409, "Somebody else must do this"),
    refusals.Recused: Problem("recused", 403, "Recusal: the case is for somebody else"),
    refusals.OutElsewhere: Problem("out-elsewhere", 403, "Another township visits the case"),
    refusals.OwnClearance: Problem("own-clearance", 403, "Others checked what you cleared"),
    refusals.UnknownDivision: Problem("unknown-division", 422, "No such township or village"),
    refusals.UserExists: Problem("user-exists", 409, "The name is taken"),
    refusals.RequestReused: Problem("idempotency-key-reused", 422, "The Idempotency-Key belongs to another request"),
    refusals.RequestRunning: Problem("idempotency-key-running", 409, "The first such request is not done yet"),
    refusals.RequestUnfinished: Problem("idempotency-key-unfinished", 409, "The first such request broke off"),
    refusals.InvalidWebhook: Problem("invalid-webhook", 422, "Such an address is not told of anything"),
    refusals.WebhookNotFound: Problem("webhook-not-found", 404, "No such webhook"),
    refusals.WebhookChanged: Problem("webhook-changed", 412, "The webhook was changed meanwhile"),
    refusals.TooManyRequests: Problem("too-many-requests", 429, "Too many requests with this key"),
    refusals.CaseChanged: Problem("case-changed", 412, "The case was changed meanwhile"),
    refusals.CaseTaken: Problem("case-taken", 409, "Somebody else has the case"),
    refusals.NothingWaiting: Problem("nothing-waiting", 409, "No outcome waits for approval"),
    refusals.OwnOutcome: Problem("own-outcome", 403, "Nobody approves his own outcome"),
    refusals.AttachmentNotFound: Problem("attachment-not-found", 404, "No such photo or document"),
    refusals.UnfitAttachment: Problem("unfit-attachment", 422, "The file cannot be taken"),
    refusals.NothingChosen: Problem("nothing-chosen", 422, "No case is chosen"),
    refusals.NotAssignable: Problem("not-assignable", 422, "The user cannot be given cases"),
    refusals.VersionMissing: Problem("version-missing", 428, "Say which version the change is for"),
    refusals.InvalidVersion: Problem("invalid-version", 400, "If-Match does not hold a version"),
    refusals.InvalidCursor: Problem("invalid-cursor", 400, "The cursor is not one of ours"),
    refusals.InvalidFilter: Problem("invalid-filter", 422, "A filter has an unknown value"),
    refusals.InvalidOutcome: Problem("invalid-outcome", 422, "The outcome contradicts itself"),
    refusals.VisitBeforeDispatch: Problem(
        "visit-before-dispatch", 422, "The visit lies before the case was handed out"
    ),
    refusals.InvalidPayout: Problem("invalid-payout", 422, "The planned payout cannot be read"),
    refusals.CheckGone: Problem("check-gone", 404, "No such checked list"),
    refusals.InvalidRows: Problem("invalid-rows", 422, "The rows cannot be scored"),
    refusals.ModelNotServed: Problem("model-not-served", 404, "No such model is served"),
    refusals.TooManyDays: Problem("too-many-days", 422, "Payouts of too many days in one request"),
    refusals.InvalidBatch: Problem("invalid-batch", 422, "Such a batch cannot be made"),
    refusals.BatchChanged: Problem("batch-changed", 412, "The batch was changed meanwhile"),
    refusals.BatchReturned: Problem("batch-returned", 409, "Outcomes of it have come back"),
    refusals.UnreadableReturn: Problem("unreadable-return", 422, "The file is no workbook of a batch"),
    refusals.WrongCells: Problem("wrong-cells", 422, "Cells of the workbook cannot be used"),
    refusals.NotToBePicked: Problem("not-to-be-picked", 422, "An award named cannot be visited"),
    MoreNamedThanVisits: Problem("more-named-than-visits", 422, "More awards are named than can be visited"),
    refusals.ReasonMissing: Problem("reason-missing", 422, "A reason is needed"),
    refusals.WeakPassword: Problem("weak-password", 422, "The password is too short"),
    refusals.UnknownIdentity: Problem("unknown-identity", 404, "No such damaged identity"),
    refusals.NoResident: Problem("no-resident", 422, "The person is in no register of residents"),
    refusals.IdentityDecided: Problem("identity-decided", 409, "Something else was decided about it"),
    refusals.NoScan: Problem("no-scan", 503, "Nothing has been scanned yet"),
    refusals.NoReference: Problem("no-reference", 409, "Nothing to compare with yet"),
    UnknownModel: Problem("unknown-model", 404, "No such model"),
    GateClosed: Problem("gate-closed", 409, "The gate holds something against the model"),
    refusals.RulesChanged: Problem("rules-changed", 409, "The rules changed since the last scan"),
    records.NoSnapshot: Problem("no-snapshot", 503, "Nothing has been imported yet"),
    records.HomeBusy: Problem("busy", 503, "Another process is at work"),
    records.MingchaError: Problem("state-at-fault", 500, "The data or the state is at fault"),
}
NOT_READY = Problem("not-ready", 503, "Not ready")
INVALID_ITEM = Problem("invalid-item", 200, "An entry cannot be read")
_HTTP = {
    400: Problem("unreadable-body", 400, "The body cannot be read"),
    404: Problem("not-found", 404, "No such page"),
    405: Problem("method-not-allowed", 405, "Not this method"),
}
# What no class of error stands for, with what it means.
WITHOUT_CLASS = (
    (_HTTP[400], "The body is not in the encoding or form that its headers say."),
    (_HTTP[404], "The address leads nowhere."),
    (_HTTP[405], "The address has no such method; Allow says which it has."),
    (INVALID, "A parameter or the body is not as documented; `errors` says where."),
    (UNEXPECTED, "A fault of the server; its operator finds it by X-Request-ID."),
    (NOT_READY, "Database, scan or model are not there or not whole; only of /readyz."),
    (INVALID_ITEM, "Inside of an answer: this entry of several is not as documented."),
)

ErrorPage = Callable[[Request, Problem, str], Awaitable[Response]]


def problem_of(error: records.MingchaError) -> Problem:
    """The problem that stands for an error."""
    return next(PROBLEMS[kind] for kind in type(error).__mro__ if kind in PROBLEMS)


def problem_response(problem: Problem, detail: str, **extra: object) -> JSONResponse:
    """The answer for a problem."""
    body = {"type": URN + problem.type, "title": problem.title, "status": problem.status}
    headers = {"WWW-Authenticate": "Bearer"} if problem.type == "key-needed" else None
    return JSONResponse({**body, "detail": detail, **extra}, problem.status, headers, media_type=PROBLEM)


def validation_response(error: RequestValidationError) -> JSONResponse:
    """Say where and what is wrong, without what was sent: it may be a name or a resident id."""
    # A place in the body may be a caller's own key, hence only the names of fields that we ourselves gave.
    found = [
        {"where": ".".join(str(step) for step in _place(entry)), "what": _without_value(entry)}
        for entry in error.errors()[:20]
    ]
    return problem_response(INVALID, "; ".join(f"{e['where']}: {e['what']}" for e in found), errors=found)


def _place(entry: dict[str, Any]) -> tuple[object, ...]:
    """Where it is wrong; of a field that is not documented not its name, which the caller made."""
    place: tuple[object, ...] = entry["loc"][: 1 if entry["type"] == "extra_forbidden" else 2]
    return place


def _without_value(entry: dict[str, object]) -> str:
    return str(entry["type"]) if entry["type"] == "value_error" else str(entry["msg"])


def install(app: FastAPI, error_page: ErrorPage | None = None) -> None:
    """Answer every error: as a problem to programs, with `error_page` to people."""

    async def answer(request: Request, problem: Problem, detail: str) -> Response:
        if error_page is not None and _is_page(request):
            return await error_page(request, problem, detail)
        return problem_response(problem, detail)

    @app.exception_handler(records.MingchaError)
    async def _refused(request: Request, error: records.MingchaError) -> Response:
        return await answer(request, problem_of(error), str(error))

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> Response:
        if error_page is not None and _is_page(request):
            return await error_page(request, INVALID, "Some of what was entered cannot be read; go back and check it.")
        return validation_response(error)

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        problem = _HTTP.get(error.status_code, Problem("http-error", error.status_code, str(error.detail)))
        answered = await answer(request, problem, problem.title + ".")
        answered.headers.update(error.headers or {})  # of 405: which methods there are
        return answered

    async def unexpected(request: Request, error: Exception) -> Response:
        # Type and place only: a message of a library may quote what was sent.
        place = traceback.extract_tb(error.__traceback__)[-1]
        log.error(
            "unexpected",
            error=type(error).__name__,
            at=f"{Path(place.filename).name}:{place.lineno}",
            request_id=request.scope.get("request_id"),
        )
        return await answer(request, UNEXPECTED, "An unexpected error; tell the analyst the X-Request-ID.")

    app.add_middleware(Caught, answer=unexpected)


class Caught:
    """Answers what nothing else caught.

    Starlette's own last handler raises the error again once it is answered, and the server then prints a traceback
    with whatever a message quotes; it also stands outside of the envelope.
    """

    def __init__(self, app: ASGIApp, answer: Callable[[Request, Exception], Awaitable[Response]]) -> None:
        self._app, self._answer = app, answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; an error becomes an answer, if none has begun."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:  # noqa: BLE001 - this is the place where every error ends
            response = await self._answer(Request(scope, receive), error)
            if not begun:
                await response(scope, receive, send)


def _is_page(request: Request) -> bool:
    path = request.url.path
    return not path.startswith(("/v1", "/v2/", "/invocations", "/metrics", "/livez", "/readyz", "/openapi.json"))
