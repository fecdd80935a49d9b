"""The audit log: who did what, for auditor and administrator; reading and exporting it stands in it too."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.datastructures import QueryParams
from starlette.responses import Response

from serving import paging
from serving.audit import log, reading
from serving.audit.export import workbook
from serving.audit.log import ChainState
from serving.audit.reading import AuditFilter
from serving.downloads import XLSX, download
from serving.pages.asking import AuditReader, InFrame
from serving.pages.contexts.audit import audit_page
from serving.pages.look import answer
from serving.refusals import BrokenChain
from serving.security.dependencies import InSession, InWriting

router = APIRouter(include_in_schema=False)
PAGE = 100


@router.get("/admin/audit")
def audit(
    request: Request,
    session: InSession,
    frame: InFrame,
    user: AuditReader,
    cursor: Annotated[str | None, Query(max_length=64)] = None,
) -> Response:
    """The newest rows that match; with `check` the whole chain is computed again."""
    chosen = _chosen(request.query_params)
    found = reading.page(session, chosen, paging.after(cursor, "audit"), PAGE + 1)
    shown, more = paging.page(found, PAGE, "audit", lambda row: row.number)
    chain: ChainState | str | None = None
    if "check" in request.query_params:
        try:
            chain = log.check(session)
        except BrokenChain as error:
            chain = str(error)
    return answer(audit_page(frame, shown, chosen, reading.actions(session), more, chain))


@router.get("/admin/audit/export")
def export(request: Request, session: InWriting, user: AuditReader) -> Response:
    """Everything that matches as a workbook; the export is in the log."""
    chosen = _chosen(request.query_params)
    rows = reading.page(session, chosen, None, reading.MOST)
    log.write(session, user.name, "audit.export", "audit", lines=len(rows))
    return download(workbook(rows), "mingcha-audit.xlsx", XLSX)


def _chosen(query: QueryParams) -> AuditFilter:
    """What cannot be a value is left out: a mistyped address should still open."""
    texts = {name: query.get(name, "").strip()[:64] for name in ("who", "action", "subject")}
    return AuditFilter(**texts, since=_day(query.get("since")), until=_day(query.get("until")))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
