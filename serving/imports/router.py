"""/v1/imports: send bureau files in, and read what became of them."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse

from serving import paging
from serving.accounts.views import User
from serving.api import problems
from serving.database import Database
from serving.downloads import XLSX
from serving.imports import repository, service
from serving.imports.receiving import FIELD, received, stored, ticked
from serving.imports.schemas import ImportAnswer, ImportItem, ImportList
from serving.imports.uploads import Upload
from serving.jobs.router import ACCEPTED, IdempotencyKey, accepted
from serving.jobs.schemas import JobItem
from serving.jobs.views import JobView
from serving.paging import Cursor, Limit
from serving.security.declared import needs
from serving.security.dependencies import InDatabase, InHome, InSession, InWriting, Program

router = APIRouter(tags=["imports"])
ImportNumber = Annotated[int, Path(ge=1, le=2**31 - 1, description="Number of the import.")]
# Written by hand: were the form declared, the whole body would be read before anybody is asked who sends it.
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": [FIELD],
                    "properties": {
                        FIELD: {
                            "type": "array",
                            "items": {"type": "string", "format": "binary"},
                            "description": "Excel, CSV and other tables, or zip archives of them.",
                        },
                        "skip_bad": {
                            "type": "boolean",
                            "default": False,
                            "description": "Leave files that cannot be used aside instead of refusing all.",
                        },
                    },
                }
            }
        },
    }
}
_WORKBOOK: dict[int | str, dict[str, Any]] = {
    200: {"description": "The workbook.", "content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}}
}


@router.post(
    "/v1/imports",
    operation_id="startImport",
    status_code=202,
    responses=ACCEPTED | problems(401, 403, 409, 411, 413, 422),
    openapi_extra=_BODY,
    dependencies=[needs("import.run")],
)
async def start(
    program: Program, request: Request, response: Response, database: InDatabase, idempotency_key: IdempotencyKey = None
) -> JobItem:
    """Send files in; they are imported by a job, all of them or none."""
    async with received(request) as form:
        upload = await stored(database.home, form)
        skip_bad = ticked(form, "skip_bad")
    job = await run_in_threadpool(_ask, database, program, upload, skip_bad, idempotency_key)
    return accepted(response, job)


def _ask(database: Database, program: User, upload: Upload, skip_bad: bool, key: str | None) -> JobView:
    with database.writing() as session:
        return service.ask(session, program, upload, skip_bad=skip_bad, key=key)


@router.get(
    "/v1/imports",
    operation_id="listImports",
    responses=problems(400, 401, 403, 422),
    dependencies=[needs("import.read")],
)
def imports(
    session: InSession,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ImportList:
    """Imports, the newest first, those of the command line too."""
    found = repository.page(session, limit + 1, paging.after(cursor, "imports"))
    page, following = paging.page(found, limit, "imports", lambda one: one.id)
    return ImportList(items=[ImportItem.model_validate(one) for one in page], next_cursor=following)


@router.get(
    "/v1/imports/{number}",
    operation_id="readImport",
    responses=problems(401, 403, 404, 422),
    dependencies=[needs("import.read")],
)
def read(session: InSession, number: ImportNumber) -> ImportAnswer:
    """One import with its report."""
    return ImportAnswer.of(repository.view(session, repository.by_id(session, number)))


@router.get(
    "/v1/imports/{number}/rejects",
    operation_id="fetchRejects",
    response_class=FileResponse,
    responses=_WORKBOOK | problems(401, 403, 404, 422),
    dependencies=[needs("import.rejects")],
)
def rejects(program: Program, home: InHome, session: InWriting, number: ImportNumber) -> FileResponse:
    """The rows that could not be used, as a workbook to send back to the bureaus. Names and ids stand in it; logged."""
    file = service.rejects(home, session, program, number)
    return FileResponse(file, media_type=XLSX, filename=f"rejects-{number}.xlsx")
