"""The OpenAPI document: what FastAPI reads from the routes, and what holds for all of them."""

import json
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from serving.api import PROBLEM_SCHEMA, ProblemAnswer, problems
from serving.openapi.glossary import explain, words

DESCRIPTION = """
mingcha scores subsidy payouts with the probability that a visit would confirm a suspicion.

**Keys.** Send an API key (`mingcha key add`) as `Authorization: Bearer mk_…` or `X-API-Key: mk_…`.

**Errors.** Every error is a problem (`application/problem+json`) with a stable `type`; [all of them](/docs/problems).

**Repeating.** A POST that creates something takes an `Idempotency-Key`. For a day the same key and request is answered
as the first time (`Idempotency-Replayed: true`) and changes nothing; the same key with another request is refused
(422), and while the first is worked on too (409). A request that was refused leaves its key free.

**Versions.** What can be changed by several carries an `ETag`; a change sends it back as `If-Match`, or is refused
(428 without, 412 when somebody was faster). Other answers carry a weak `ETag`: with `If-None-Match` they are answered
304 while nothing has changed.

**Lists** are paged: send `next_cursor` back as `cursor`.

**Limits.** A key that asks too often is answered 429 with `Retry-After` in seconds.

**Tracing.** Every answer has an `X-Request-ID`; one you send (1 to 64 of `A-Za-z0-9._-`) is taken over.

Amounts are integer fen unless the name says yuan; what is not known is null, never 0. Keys of awards and persons are
text: they are 63 bits wide. A score is a reason to look, never proof. [Examples with curl](/docs/examples).
"""
_TAGS = {
    "scores": "How likely a visit is to confirm a suspicion.",
    "checks": "Payment lists before they are paid.",
    "queue": "Which case next.",
    "cases": "Cases with their evidence, and what visits found.",
    "awards": "What every rule says of one award.",
    "batches": "Cases handed out to townships 交办, and what came back.",
    "corrections": "Register facts that visits found wrong.",
    "identities": "Damaged ids and the residents they may mean.",
    "omissions": "Who should receive something and gets nothing.",
    "rules": "The rule catalogue and how its hits ended.",
    "models": "Models, their cards, and which serves.",
    "board": "What was found and recovered, and what waits.",
    "imports": "Bureau files sent in, and what became of them.",
    "jobs": "Imports, scans and trainings while they run.",
    "webhooks": "Being told of events.",
    "health": "Whether the server works.",
}
_REQUEST_ID = {"description": "Name it when you report a fault.", "schema": {"type": "string"}}
_WEAK_TAG = {
    "description": "Send it as If-None-Match to be answered 304 while it is the same.",
    "schema": {"type": "string"},
}
_WAIT = {"description": "Seconds to wait.", "schema": {"type": "integer"}}
_IF_NONE_MATCH = {
    "name": "If-None-Match", "in": "header", "required": False, "schema": {"type": "string"},
    "description": "ETag of what you have; answered 304 while it is the same.",
}  # fmt: skip


def install(app: FastAPI) -> None:
    """Let the application describe itself this way."""

    def described() -> dict[str, Any]:
        if not app.openapi_schema:
            app.openapi_schema = document(app)
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def document(app: FastAPI) -> dict[str, Any]:
    """The whole document."""
    found = get_openapi(
        title=app.title, version=app.version, description=DESCRIPTION, routes=app.routes,
        tags=[{"name": name, "description": told} for name, told in _TAGS.items()],
    )  # fmt: skip
    schemas: dict[str, Any] = found["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    problem = ProblemAnswer.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update({**problem.pop("$defs"), PROBLEM_SCHEMA: problem})
    for name, schema in schemas.items():
        if name.startswith("Body_"):  # of a form, which FastAPI names and nobody wrote a class for
            schema.setdefault("description", "The fields of the form.")
        explain(name, schema)
    for path, methods in found["paths"].items():
        for method, operation in methods.items():
            _complete(path, method, operation)
    return found


def as_text(document: dict[str, Any]) -> str:
    """As it is committed: the same for the same API."""
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    """What every operation may answer, and the headers it answers with."""
    answers: dict[str, Any] = operation["responses"]
    for parameter in operation.get("parameters", []):
        if "description" not in parameter and parameter["name"] in words():
            parameter["description"] = words()[parameter["name"]][0]
    usual = [429] if path.startswith("/v1") else []
    if "requestBody" in operation:
        usual.append(400)
    if operation.get("parameters") or "requestBody" in operation:
        usual.append(422)
    answers.update({str(status): told for status, told in problems(*usual).items()})
    for status, answer in answers.items():
        headers = answer.setdefault("headers", {})
        headers["X-Request-ID"] = _REQUEST_ID
        if status == "429":
            headers["Retry-After"] = _WAIT
    if path.startswith("/v1") and method == "get" and "application/json" in answers["200"]["content"]:
        answers["200"]["headers"]["ETag"] = _WEAK_TAG
        if operation["operationId"] != "readCase":
            answers["304"] = {
                "description": "It is the same.",
                "headers": {"X-Request-ID": _REQUEST_ID, "ETag": _WEAK_TAG},
            }
            operation.setdefault("parameters", []).append(_IF_NONE_MATCH)
    operation["responses"] = dict(sorted(answers.items()))
