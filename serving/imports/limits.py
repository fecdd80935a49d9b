"""What may be sent in: names, kinds and sizes of files."""

import hashlib
import unicodedata
from pathlib import Path, PurePosixPath
from typing import IO

from records.files.sheets import COMPOUND, OTHER, TABLES, ZIP
from serving.refusals import InvalidUpload, UploadTooLarge

MOST_FILES = 500
MOST_BYTES = 2 << 30  # of all files together, unpacked; a city's year of payouts is a tenth of it
MOST_SENT = 1 << 30  # of one request
ARCHIVE = ".zip"
LONGEST_NAME = 150
_PART = 1 << 20


def check_name(name: str) -> str:
    """The file's own name, fit to stand in a folder. Raises InvalidUpload."""
    plain = unicodedata.normalize("NFC", PurePosixPath(name.replace("\\", "/")).name).strip()
    plain = "".join(letter for letter in plain if letter.isprintable())
    if not plain or plain.startswith("."):
        raise InvalidUpload("A file without a name was sent in; give it one and send it again.", "no-name")
    shown = plain if len(plain) <= LONGEST_NAME else f"{plain[:40]}…"
    if Path(plain).suffix.lower() not in TABLES:
        known = " ".join(sorted(TABLES))
        raise InvalidUpload(f"{shown} is no kind of file that is read ({known}); leave it out.", "kind", shown)
    if len(plain) > LONGEST_NAME or len(plain.encode()) > 255:
        raise InvalidUpload(
            f"The name {shown} is too long; {LONGEST_NAME} characters are the most.", "long-name", shown
        )
    return plain


def check_content(file: Path) -> None:
    """Refuse at once what is no table whatever its name says: who sent it is still there. Raises InvalidUpload."""
    name = file.name
    with file.open("rb") as handle:
        start = handle.read(512)
    if not start.strip():
        raise InvalidUpload(f"{name} is empty; ask the bureau for it again.", "empty", name)
    for mark, what in OTHER.items():
        if start.startswith(mark):
            said = f"{name} is {what}, not a table; ask the bureau for the workbook itself."
            raise InvalidUpload(said, "no-table", name)
    if start.startswith((b"MZ", b"\x7fELF", b"#!")):
        said = f"{name} is a program, not a table; do not open it, and ask the bureau about it."
        raise InvalidUpload(said, "program", name)
    zeros = start.count(0)  # UTF-16 has many, other text none
    if not start.startswith((ZIP, COMPOUND)) and 0 < zeros * 8 <= len(start):
        raise InvalidUpload(f"{name} is neither a workbook nor text; ask the bureau for it again.", "no-text", name)


def copy_some(source: IO[bytes], target: IO[bytes], name: str, before: int) -> tuple[int, str]:
    """Copy, as long as all files together stay within what is taken; bytes and SHA-256. Raises UploadTooLarge."""
    size, digest = 0, hashlib.sha256()
    while part := source.read(_PART):
        size += len(part)
        if before + size > MOST_BYTES:
            raise UploadTooLarge(
                f"With {name} the files are more than {MOST_BYTES >> 30} GB together; send them in several imports.",
                "too-large",
                name,
            )
        digest.update(part)
        target.write(part)
    return size, digest.hexdigest()
