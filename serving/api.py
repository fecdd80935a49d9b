"""What the routes of the API share: the documented problem, and versions as ETags."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field

from serving.refusals import InvalidVersion, VersionMissing

_TITLES = {
    400: "A parameter cannot be read",
    401: "A valid API key is needed",
    403: "The role does not allow this",
    404: "Not found",
    409: "Contradicts an earlier request or decision",
    411: "Content-Length is missing",
    412: "Changed meanwhile: read it again",
    413: "More than is taken at once",
    422: "The request does not have the documented form",
    428: "If-Match is missing",
    429: "Too many requests with this key",
    503: "Nothing has been imported or scanned yet",
}
_ETAG = re.compile(r'^(?:W/)?"(\d{1,9})"$')


PROBLEM_SCHEMA = "ProblemAnswer"
# The database keeps UTC without saying so; JSON's date-time says so.
Moment = Annotated[datetime, AfterValidator(lambda moment: moment.replace(tzinfo=UTC))]


class FaultItem(BaseModel):
    """One place where a request went wrong."""

    where: str = Field(description="The field.", examples=["body.verified"])
    what: str = Field(description="What is wrong with it; what was sent is not repeated.", examples=["Field required"])


class ProblemAnswer(BaseModel):
    """A problem (RFC 9457). `type` is stable; branch on it, not on the texts."""

    type: str = Field(
        description="One of those that /docs/problems lists.", examples=["urn:mingcha:problem:case-not-found"]
    )
    title: str = Field(description="The kind of problem in words.", examples=["No such case"])
    status: int = Field(description="The HTTP status.", examples=[404])
    detail: str = Field(
        description="One sentence: what, where, what to do.",
        examples=["There is no case 12; take its number from the queue."],
    )
    errors: list[FaultItem] = Field(default=[], description="Of an invalid request: where it went wrong.")


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The documented problems of a route."""
    schema = {"$ref": f"#/components/schemas/{PROBLEM_SCHEMA}"}
    return {
        status: {"description": _TITLES[status], "content": {"application/problem+json": {"schema": schema}}}
        for status in statuses
    }


def etag(version: int) -> str:
    """A version as an ETag."""
    return f'"{version}"'


def version_of(if_match: str | None) -> int:
    """The version in an If-Match header; raises VersionMissing (428) or InvalidVersion (400)."""
    if if_match is None:
        raise VersionMissing("Send the ETag of the case you looked at as If-Match, so that no other change is lost.")
    found = _ETAG.match(if_match.strip())
    if found is None:
        raise InvalidVersion('If-Match must hold one version as an ETag, such as "3".')
    return int(found.group(1))
