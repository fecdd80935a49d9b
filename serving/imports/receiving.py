"""Files in a multipart request: taken only from who may, and only as many bytes as are allowed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException

from records.home import Home
from serving.imports import uploads
from serving.imports.limits import MOST_FILES, MOST_SENT
from serving.imports.uploads import Sent, Upload
from serving.refusals import InvalidUpload, LengthMissing, UploadTooLarge

FIELD = "files"


@asynccontextmanager
async def received(request: Request) -> AsyncIterator[FormData]:
    """The form of a request, its files closed at the end. Raises LengthMissing, UploadTooLarge, InvalidUpload."""
    _check_length(request)
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise InvalidUpload(f"Send the files as multipart/form-data, each in a field `{FIELD}`.")
    try:
        form = await request.form(max_files=MOST_FILES, max_fields=20)
    except MultiPartException as error:
        raise InvalidUpload("The form cannot be read; send the files again, or fewer at once.") from error
    try:
        yield form
    finally:
        await form.close()


async def stored(home: Home, form: FormData) -> Upload:
    """The files of a form, checked and written down. Raises InvalidUpload, UploadTooLarge."""
    sent = [Sent(file.filename or "", file.file) for file in form.getlist(FIELD) if isinstance(file, UploadFile)]
    # A form without a chosen file sends one that is empty and has no name.
    return await run_in_threadpool(uploads.store, home, [one for one in sent if one.name])


def ticked(form: FormData, name: str) -> bool:
    """Whether a box of the form is ticked."""
    return str(form.get(name, "")).lower() in ("1", "true", "on", "yes")


def _check_length(request: Request) -> None:
    said = request.headers.get("content-length", "")
    if not (said.isascii() and said.isdigit()):
        raise LengthMissing("Say with Content-Length how many bytes are sent.")
    if int(said) > MOST_SENT:
        said = f"More than {MOST_SENT >> 30} GB were sent at once; send the files in several imports."
        raise UploadTooLarge(said, "too-large")
