"""GET /v1/omissions."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, WithJsonSchema

from serving import paging
from serving.api import problems
from serving.audit import log
from serving.omissions.service import Missing, omissions
from serving.paging import Cursor, Limit
from serving.scan.current import scan_in_use
from serving.security.declared import needs
from serving.security.dependencies import InSession, Program, ToWrite

router = APIRouter(tags=["omissions"])
Evidence = Annotated[dict[str, Any], WithJsonSchema({"type": "object", "additionalProperties": True})]


class OmissionItem(BaseModel):
    """Somebody who should receive a programme and gets nothing; no identities."""

    person: str = Field(description="Key of the person, as text: it is 63 bits wide.")
    programme: str
    programme_name: str
    rule: str
    band: int = Field(description="1 weak, 2 medium, 3 strong.")
    headline: str = Field(description="In Chinese.")
    headline_en: str
    evidence: Evidence
    township: str
    village: str

    @classmethod
    def of(cls, found: Missing) -> "OmissionItem":
        """From the view."""
        own = {name: getattr(found, name) for name in cls.model_fields if hasattr(found, name)}
        return cls.model_validate(own | {"person": str(found.person_key), "headline": found.headline_zh})


class OmissionsAnswer(BaseModel):
    """A part of the list."""

    items: list[OmissionItem]
    total: int
    next_cursor: str | None


@router.get(
    "/v1/omissions",
    operation_id="listOmissions",
    responses=problems(400, 401, 403, 422, 503),
    dependencies=[needs("queue.read")],
)
def list_omissions(
    session: InSession,
    program: Program,
    write: ToWrite,
    rule: Annotated[str | None, Query(max_length=64, description="Id of a rule.")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> OmissionsAnswer:
    """People who should receive a programme and get nothing (应享未享), strongest first. Never scored as cases.

    That it was read is logged.
    """
    found = omissions(session, program, rule)
    # Another scan finds others in another order: its cursors are others too.
    of = f"omissions {scan_in_use(session).manifest.scan} {rule}"
    begin = paging.after(cursor, of) or 0
    page, following = paging.page(range(begin, len(found))[: limit + 1], limit, of, lambda place: place + 1)
    items = [OmissionItem.of(found[place]) for place in page]
    with write() as own:
        log.write(own, program.name, "omissions.read", "omissions", lines=len(items))
    return OmissionsAnswer(items=items, total=len(found), next_cursor=following)
