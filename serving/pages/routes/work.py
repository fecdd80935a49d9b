"""数据与任务: send files in, start a scan, a training, a rescoring; snapshots."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Request
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from records.home import Home
from serving.accounts.views import User
from serving.database import Database
from serving.errors import problem_of
from serving.imports import repository as imports
from serving.imports import service as importing
from serving.imports.receiving import received, stored, ticked
from serving.imports.uploads import Upload
from serving.jobs import repository as jobs
from serving.jobs import service
from serving.jobs.views import JobView
from serving.pages import addresses
from serving.pages.asking import ImportReader, ImportRunner, InFrame, ScanRunner
from serving.pages.contexts.frame import Frame
from serving.pages.contexts.snapshots import snapshot_page, snapshots_page
from serving.pages.contexts.upload_words import upload_words
from serving.pages.contexts.work import WorkPage, work_page
from serving.pages.look import answer
from serving.refusals import InvalidUpload
from serving.security.dependencies import InDatabase, InHome, InSession, InWriting, checked_form
from serving.snapshots import service as snapshots

router = APIRouter(include_in_schema=False)
RECENT_JOBS, RECENT_IMPORTS = 6, 4


@router.get("/data")
def work(home: InHome, session: InSession, frame: InFrame, user: ImportReader) -> Response:
    """What is in use, what to do next, what is being done."""
    return answer(_page(home, session, frame, user))


def _page(home: Home, session: Session, frame: Frame, user: User, wrong: str = "") -> WorkPage:
    now = snapshots.standing(home, session)
    recent = service.listed(session, user, RECENT_JOBS)
    return work_page(frame, user, now, recent, imports.page(session, RECENT_IMPORTS), wrong)


@router.post("/data/imports")
async def start_import(request: Request, database: InDatabase, frame: InFrame, user: ImportRunner) -> Response:
    """Take the files and queue their import; what cannot be taken is said at once. Raises ForeignForm."""
    try:
        async with received(request) as form:
            await checked_form(request, database.home)
            upload = await stored(database.home, form)
            skip_bad = ticked(form, "skip_bad")
    except InvalidUpload as refusal:
        page = await run_in_threadpool(_refused, database, frame, user, upload_words(refusal, frame.language))
        return answer(page, problem_of(refusal).status)
    job = await run_in_threadpool(_ask_import, database, user, upload, skip_bad)
    return RedirectResponse(addresses.job(job.id), 303)


def _refused(database: Database, frame: Frame, user: User, wrong: str) -> WorkPage:
    with database.reading() as session:
        return _page(database.home, session, frame, user, wrong)


def _ask_import(database: Database, user: User, upload: Upload, skip_bad: bool) -> JobView:
    with database.writing() as session:
        return importing.ask(session, user, upload, skip_bad=skip_bad)


@router.post("/data/{kind}", dependencies=[Depends(checked_form)])
def start(
    kind: Literal["scan", "train", "rescore"],
    session: InWriting,
    user: ScanRunner,
    promote: Annotated[bool, Form()] = False,
) -> Response:
    """Queue a job of another kind, unless one of it waits already: pressed twice is as once. Raises NotAllowed."""
    waiting = next((job for job in jobs.unfinished(session) if job.kind == kind and job.state == "queued"), None)
    told: dict[str, Any] = {"promote": promote} if kind == "train" else {}
    same = waiting is not None and all(waiting.asked.get(name) == value for name, value in told.items())
    job = waiting if waiting is not None and same else service.ask(session, user, kind, **told)
    return RedirectResponse(addresses.job(job.id), 303)


@router.get("/snapshots")
def all_snapshots(home: InHome, session: InSession, frame: InFrame, user: ImportReader) -> Response:
    """The snapshots that are kept."""
    return answer(snapshots_page(frame, snapshots.kept(home, session)))


@router.get("/snapshots/{name}")
def one_snapshot(name: str, home: InHome, session: InSession, frame: InFrame, user: ImportReader) -> Response:
    """One of them, table by table. Raises SnapshotNotFound."""
    return answer(snapshot_page(frame, snapshots.one(home, session, name)))
