"""Zip archives among the files sent in: opened one member at a time, never further than one level."""

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from records.files.folders import LITTER, TEMPORARY
from records.files.sheets import TABLES
from serving.imports.limits import ARCHIVE, MOST_BYTES
from serving.refusals import InvalidUpload, UploadTooLarge

if TYPE_CHECKING:
    from serving.imports.uploads import Sent

_UTF8 = 0x800  # the flag that a member's name is UTF-8
_LOCKED = 0x1


def opened(sent: "Iterable[Sent]") -> "Iterator[Sent]":
    """The files, with the tables in each archive in its place. Raises InvalidUpload, UploadTooLarge."""
    for one in sent:
        if PurePosixPath(one.name).suffix.lower() == ARCHIVE:
            yield from _members(one)
        else:
            yield one


def _members(sent: "Sent") -> "Iterator[Sent]":
    from serving.imports.uploads import Sent

    try:
        with zipfile.ZipFile(sent.content) as archive:
            members = [info for info in archive.infolist() if _table(_name(info))]
            _check(sent.name, members)
            for info in members:
                with archive.open(info) as content:
                    yield Sent(_name(info), content)
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        said = f"The archive {sent.name} is damaged or of an unknown kind; pack it again."
        raise InvalidUpload(said, "damaged-archive", sent.name) from error


def _check(name: str, members: list[zipfile.ZipInfo]) -> None:
    if not members:
        said = f"The archive {name} holds no table ({' '.join(sorted(TABLES))}); send the files themselves."
        raise InvalidUpload(said, "empty-archive", name)
    if any(info.flag_bits & _LOCKED for info in members):
        said = f"The archive {name} is protected with a password; pack it again without one."
        raise InvalidUpload(said, "locked-archive", name)
    if sum(info.file_size for info in members) > MOST_BYTES:
        said = f"The archive {name} unpacks to more than {MOST_BYTES >> 30} GB; send it in parts."
        raise UploadTooLarge(said, "too-large", name)


def _name(info: zipfile.ZipInfo) -> str:
    """A member's name; Windows packs Chinese names in the system's own encoding and does not say so."""
    if info.flag_bits & _UTF8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return info.filename


def _table(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    litter = any(part.startswith(TEMPORARY) for part in path.parts if part not in (".", ".."))
    return (
        path.suffix.lower() in TABLES
        and not litter
        and path.name.lower() not in LITTER
        and "__MACOSX" not in path.parts
    )
