"""/v1/cases/{id}/attachments."""

from typing import Annotated

from fastapi import APIRouter, File, Path, Response, UploadFile

from serving import paging
from serving.api import problems
from serving.attachments import service
from serving.attachments.content import MEDIA_TYPES, MOST_BYTES, Upload
from serving.attachments.schemas import AttachmentItem, AttachmentList
from serving.audit import log
from serving.cases.router import CaseNumber
from serving.downloads import download
from serving.once.route import OnceRoute
from serving.paging import Cursor, Limit
from serving.security.declared import needs
from serving.security.dependencies import InSession, InWriting, Program, ToWrite
from serving.security.sight import case_for

router = APIRouter(tags=["cases"], route_class=OnceRoute)
Number = Annotated[int, Path(ge=1, le=2**31 - 1, description="Number of the attachment.")]


@router.get(
    "/v1/cases/{case_id}/attachments",
    operation_id="listAttachments",
    responses=problems(400, 401, 403, 404, 422),
    dependencies=[needs("attachment.read")],
)
def attachments(
    program: Program, session: InSession, write: ToWrite, case_id: CaseNumber, cursor: Cursor = None, limit: Limit = 50
) -> AttachmentList:
    """The photos and documents of a case; that somebody read what they are called is in the audit log."""
    case_for(session, program, case_id)
    of = f"attachments of {case_id}"
    behind = paging.after(cursor, of) or 0
    found = [one for one in service.listed(session, case_id, program) if one.number > behind]
    page, following = paging.page(found, limit, of, lambda one: one.number)
    with write() as own:
        log.write(own, program.name, "case.read", f"case:{case_id}", part="attachments")
    return AttachmentList(attachments=[AttachmentItem.model_validate(one) for one in page], next_cursor=following)


@router.post(
    "/v1/cases/{case_id}/attachments",
    operation_id="addAttachment",
    status_code=201,
    responses=problems(400, 401, 403, 404, 422),
    dependencies=[needs("outcome.record")],
)
def add_attachment(
    program: Program, session: InWriting, case_id: CaseNumber, file: Annotated[UploadFile, File()]
) -> AttachmentItem:
    """Add a photo or document of up to 15 MB; the same bytes again change nothing."""
    kept = service.keep(session, case_id, [Upload(file.filename or "", file.file.read(MOST_BYTES + 1))], program)
    return AttachmentItem.model_validate(service.attach(session, case_id, kept, program)[0])


@router.get(
    "/v1/cases/{case_id}/attachments/{number}",
    operation_id="readAttachment",
    response_class=Response,
    responses={
        200: {"content": {"application/octet-stream": {}}, "description": "The file."},
        **problems(401, 403, 404, 422),
    },
    dependencies=[needs("attachment.read")],
)
def attachment(program: Program, session: InWriting, case_id: CaseNumber, number: Number) -> Response:
    """The file itself; that it was read is in the audit log."""
    found, content = service.opened(session, case_id, number, program)
    return download(content, found.name, MEDIA_TYPES[found.kind])
