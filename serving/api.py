"""What the routes of the API share: the documented problem, and versions as ETags."""

import re
from typing import Any

from pydantic import BaseModel, Field

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
    503: "Nothing has been imported or scanned yet",
}
_ETAG = re.compile(r'^(?:W/)?"(\d{1,9})"$')


class ProblemAnswer(BaseModel):
    """A problem (RFC 9457). `type` is stable; branch on it, not on the texts."""

    type: str = Field(examples=["urn:mingcha:problem:case-not-found"])
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] | None = Field(default=None, description="Where the request went wrong.")


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The documented problems of a route."""
    schema = ProblemAnswer.model_json_schema(ref_template="#/components/schemas/{model}")
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
