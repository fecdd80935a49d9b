"""What a file is by its bytes, whatever its name says, and whether it is taken."""

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import Literal, get_args

from serving.refusals import UnfitAttachment

Kind = Literal["jpeg", "png", "webp", "heic", "pdf", "docx", "xlsx"]
KINDS: tuple[Kind, ...] = get_args(Kind)
MOST_BYTES = 15 * 1024 * 1024  # a photo of a good phone, a scan of some pages
MOST_FILES = 10  # in one form
_OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES: dict[Kind, str] = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "heic": "image/heic",
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
}
SHOWN: tuple[Kind, ...] = ("jpeg", "png", "webp")  # what every browser draws and cannot run
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')


@dataclass(frozen=True)
class Upload:
    """A file as it was sent: its name and its bytes."""

    name: str
    content: bytes


def kind_of(upload: Upload) -> Kind:
    """What the bytes are. Raises UnfitAttachment: empty, too large, or nothing of what is taken."""
    if not upload.content:
        raise UnfitAttachment("The file is empty; choose another one.")
    if len(upload.content) > MOST_BYTES:
        raise UnfitAttachment(f"The file is larger than {MOST_BYTES // 2**20} MB; make it smaller and send it again.")
    found = _by_beginning(upload.content) or _office(upload.content)
    if found is None:
        raise UnfitAttachment(f"Only photos and documents are taken ({', '.join(KINDS)}); this file is neither.")
    return found


def clean_name(name: str, kind: Kind) -> str:
    """The name without a path, control signs or what a file system cannot hold; it ends as the bytes say."""
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    stem = _NOT_IN_NAMES.sub(" ", last.rpartition(".")[0] or last).strip(" .")
    return f"{stem[:100] or 'file'}.{'jpg' if kind == 'jpeg' else kind}"


def _by_beginning(content: bytes) -> Kind | None:
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    if content[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1"):
        return "heic"
    return "pdf" if content.startswith(b"%PDF-") else None


def _office(content: bytes) -> Kind | None:
    """A Word or Excel file without macros."""
    if not content.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            names = set(opened.namelist())
    except zipfile.BadZipFile:
        return None
    if "[Content_Types].xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
        return None
    return "docx" if "word/document.xml" in names else "xlsx" if "xl/workbook.xml" in names else None
