"""Imports: all of them, the report of one, the rows to send back."""

from fastapi import APIRouter, Depends
from starlette.responses import FileResponse, Response

from serving import paging
from serving.downloads import XLSX
from serving.imports import repository, service
from serving.pages.asking import ImportReader, InFrame, Number, RejectsReader
from serving.pages.contexts.imported import import_page, imports_page
from serving.pages.languages import words
from serving.pages.look import answer
from serving.security.dependencies import InHome, InSession, InWriting, checked_form

router = APIRouter(include_in_schema=False)
PAGE = 30


@router.get("/imports")
def imports(session: InSession, frame: InFrame, user: ImportReader, cursor: str | None = None) -> Response:
    """All imports, the newest first."""
    found = repository.page(session, PAGE + 1, paging.after(cursor, "imports"))
    shown, following = paging.page(found, PAGE, "imports", lambda one: one.id)
    older = f"/imports?cursor={following}" if following else ""
    return answer(imports_page(frame, shown, older))


@router.get("/imports/{number}")
def report(number: Number, session: InSession, frame: InFrame, user: ImportReader) -> Response:
    """The report of one."""
    return answer(import_page(frame, user, repository.view(session, repository.by_id(session, number))))


@router.post("/imports/{number}/rejects", dependencies=[Depends(checked_form)])
def rejects(number: Number, home: InHome, session: InWriting, frame: InFrame, user: RejectsReader) -> Response:
    """The rows that could not be used, with their reasons. A form, not a link: that it was fetched is logged."""
    file = service.rejects(home, session, user, number)
    name = words(frame.language).gettext("退回的行-%(n)d.xlsx") % {"n": number}
    return FileResponse(file, media_type=XLSX, filename=name, headers={"Cache-Control": "no-store"})
