"""What is done with a batch over the API: preview, cancel, take out, remind, hand out, take back."""

from pathlib import Path as File
from typing import Annotated, Any

from fastapi import APIRouter, Body, Header, Path, Response

from records.clock import today
from serving import paging
from serving.api import etag, problems, version_of
from serving.batches import changes, handing_out, plan, reminders, uploads
from serving.batches.act_schemas import (
    AwaitedItem,
    AwaitedList,
    FaultItem,
    HandOutRequest,
    ReasonRequest,
    ReminderItem,
    ReminderList,
    RemindRequest,
    ReturnAnswer,
)
from serving.batches.plan_schemas import PlanAnswer
from serving.batches.router import BatchNumber
from serving.batches.schemas import BatchItem, BatchRequest
from serving.batches.taking_back import Returning, look, take_back
from serving.downloads import XLSX
from serving.once.route import OnceRoute
from serving.security.declared import needs
from serving.security.dependencies import InHome, InSession, InWriting, Program
from serving.security.sight import sight_of

router = APIRouter(tags=["batches"], route_class=OnceRoute)
IfMatch = Annotated[str | None, Header(description="ETag of the batch as you read it.")]
Workbook = Annotated[bytes, Body(media_type=XLSX, description="The filled workbook itself.")]
FILES: dict[int | str, dict[str, Any]] = {
    200: {"description": "A workbook, or all in a zip", "content": {XLSX: {}, handing_out.ZIP: {}}}
}


@router.post(
    "/v1/batches/preview",
    operation_id="previewBatch",
    responses=problems(401, 403, 422, 503),
    dependencies=[needs("batch.make")],
)
def preview(program: Program, session: InSession, asked: BatchRequest) -> PlanAnswer:
    """What a batch would be: how many where, expected finds, how cases lie together. Nothing is kept of it."""
    return PlanAnswer.model_validate(plan.preview(session, asked.order(), program))


@router.get(
    "/v1/batches/awaited",
    operation_id="listAwaited",
    responses=problems(400, 401, 403),
    dependencies=[needs("batch.read")],
)
def awaited(
    program: Program, session: InSession, cursor: paging.Cursor = None, limit: paging.Limit = 50
) -> AwaitedList:
    """Townships that are late, or due within three days, the latest first."""
    whole = reminders.awaited(session, today(), sight_of(session, program))
    # Ranked by days, which move on every night: the cursor tells how many were read of today's list.
    behind = paging.after(cursor, "awaited") or 0
    found = whole[behind : behind + limit]
    more = paging.write("awaited", behind + limit) if len(whole) > behind + limit else None
    items = [
        AwaitedItem(batch=one.batch.id, name=one.batch.name, due=one.batch.due or today(),
                    township_key=one.township_key, township=one.township, outstanding=one.outstanding, days=one.days,
                    reminded=one.reminded, reminders=one.reminders)
        for one in found
    ]  # fmt: skip
    return AwaitedList(awaited=items, next_cursor=more)


@router.post(
    "/v1/batches/returns/check",
    operation_id="checkReturn",
    responses=problems(401, 403, 422),
    dependencies=[needs("outcome.record")],
)
def check(program: Program, home: InHome, session: InWriting, workbook: Workbook) -> ReturnAnswer:
    """What a filled workbook would bring, cell by cell; nothing is recorded."""
    return _answer(look(session, _kept(home, workbook), program))


@router.post(
    "/v1/batches/returns",
    operation_id="returnWorkbook",
    responses=problems(401, 403, 422),
    dependencies=[needs("outcome.record")],
)
def give_back(program: Program, home: InHome, session: InWriting, workbook: Workbook) -> ReturnAnswer:
    """Record what a filled workbook says, all of it or nothing; once more, it changes nothing."""
    done = take_back(session, _kept(home, workbook), program)
    return ReturnAnswer(recorded=done.recorded, already=done.already, empty=done.empty, conflicts=[], faults=[])


@router.post(
    "/v1/batches/{number}/cancel", operation_id="cancelBatch",
    responses=problems(400, 401, 403, 404, 409, 412, 422, 428), dependencies=[needs("batch.make")],
)  # fmt: skip
def cancel(
    program: Program, session: InWriting, response: Response, number: BatchNumber, asked: ReasonRequest,
    if_match: IfMatch = None,
) -> BatchItem:  # fmt: skip
    """Cancel a batch of which nothing has come back; its cases are free again."""
    done = changes.cancel(session, number, asked.reason, program, version_of(if_match))
    response.headers["ETag"] = etag(done.version)
    return BatchItem.model_validate(done)


@router.post(
    "/v1/batches/{number}/cases/{case_id}/take-out", operation_id="takeOutOfBatch",
    responses=problems(400, 401, 403, 404, 409, 412, 422, 428), dependencies=[needs("batch.make")],
)  # fmt: skip
def take_out(
    program: Program, session: InWriting, response: Response, number: BatchNumber,
    case_id: Annotated[int, Path(ge=1, le=2**31 - 1)], asked: ReasonRequest, if_match: IfMatch = None,
) -> BatchItem:  # fmt: skip
    """Take one case out of a batch; it counts as drawn and not come back."""
    done = changes.take_out(session, number, case_id, asked.reason, program, version_of(if_match))
    response.headers["ETag"] = etag(done.version)
    return BatchItem.model_validate(done)


@router.post(
    "/v1/batches/{number}/reminders", operation_id="noteReminder", status_code=201,
    responses=problems(401, 403, 404, 422), dependencies=[needs("batch.make")],
)  # fmt: skip
def remind(program: Program, session: InWriting, number: BatchNumber, asked: RemindRequest) -> ReminderList:
    """Note that townships were reminded of what they owe."""
    found = reminders.remind(session, number, asked.townships, asked.note, program)
    return ReminderList(reminders=[ReminderItem.model_validate(one) for one in found])


@router.post(
    "/v1/batches/{number}/hand-out", operation_id="handOutBatch", response_class=Response,
    responses=FILES | problems(401, 403, 404, 422, 503), dependencies=[needs("batch.hand_out")],
)  # fmt: skip
def hand_out(program: Program, session: InWriting, number: BatchNumber, asked: HandOutRequest) -> Response:
    """A township's workbook to fill in, or all of them in a zip; whole names only for a reason, which is logged."""
    made = handing_out.handed_out(session, number, asked.township, asked.reveal, asked.reason, program)
    return Response(made.content, media_type=made.media, headers={"Cache-Control": "no-store"})


def _kept(home: InHome, workbook: bytes) -> File:
    return uploads.kept(home, uploads.keep(home, workbook))


def _answer(found: Returning) -> ReturnAnswer:
    return ReturnAnswer(
        recorded=len(found.new), already=found.already, empty=found.empty,
        conflicts=[one.line.case_id for one in found.conflicts],
        faults=[FaultItem.model_validate(fault) for fault in found.wrong],
    )  # fmt: skip
