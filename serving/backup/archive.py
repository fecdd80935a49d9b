"""The file of a backup: a tar that any machine unpacks, its last member the SHA-256 and size of every other one."""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from serving.refusals import BadBackup

FORMAT = 1
MANIFEST = "MANIFEST.json"
_CHUNK = 1 << 20  # bytes


@dataclass(frozen=True)
class Member:
    """One file as it was kept."""

    sha256: str
    bytes: int


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. `database` tells whether the application database is in it or stands on a server."""

    made: str
    database: bool
    files: dict[str, Member]

    @property
    def bytes(self) -> int:
        """Of all files together."""
        return sum(member.bytes for member in self.files.values())


class Writing:
    """A tar that grows."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar, self._files = tar, dict[str, Member]()

    def add(self, name: Path, source: Path) -> None:
        """Add the file under this name. Raises FileNotFoundError when it is gone, and adds nothing then."""
        with source.open("rb") as opened:
            told = self._tar.gettarinfo(arcname=name.as_posix(), fileobj=opened)
            told.uid = told.gid = 0
            told.uname = told.gname = ""
            hashing = _Hashing(opened)
            self._tar.addfile(told, hashing)
        self._files[name.as_posix()] = Member(hashing.digest.hexdigest(), told.size)

    def end(self, made: str, database: bool) -> Manifest:
        """Write the manifest; nothing can be added after it."""
        manifest = Manifest(made, database, self._files)
        content = json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1).encode()
        told = tarfile.TarInfo(MANIFEST)
        told.size, told.mode = len(content), 0o600
        self._tar.addfile(told, io.BytesIO(content))
        return manifest


@contextmanager
def writing(file: Path) -> Iterator[Writing]:
    """Write a backup into a file, which the disk has kept at the end."""
    with file.open("wb") as opened:
        with tarfile.open(fileobj=opened, mode="w", format=tarfile.PAX_FORMAT) as tar:
            yield Writing(tar)
        opened.flush()
        os.fsync(opened.fileno())


def unpack(file: Path, folder: Path) -> Iterator[int]:
    """Unpack into an empty folder; yields how many bytes of the backup were read. Raises BadBackup.

    What was unpacked may be used once it equals the manifest, which `check` tells.
    """
    try:
        with file.open("rb") as opened, tarfile.open(fileobj=opened, mode="r|") as tar:
            for member in tar:
                target = folder / _inside(file, member)
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                content = tar.extractfile(member)
                with open(target, "xb", opener=_private) as made:
                    while content is not None and (chunk := content.read(_CHUNK)):
                        made.write(chunk)
                    made.flush()
                    os.fsync(made.fileno())
                os.utime(target, (member.mtime, member.mtime))
                yield opened.tell()
    except (tarfile.TarError, EOFError, FileExistsError) as error:
        raise BadBackup(f"{file} is cut off or is no backup; nothing was restored. Take another copy of it.") from error


def check(file: Path, folder: Path) -> Manifest:
    """The manifest, once every unpacked file was found to equal it; takes it out of the folder. Raises BadBackup."""
    manifest = _manifest(file, folder / MANIFEST)
    (folder / MANIFEST).unlink()
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    if missing := manifest.files.keys() ^ found.keys():
        raise BadBackup(
            f"{file} lacks, or has too much, {len(missing)} files, {min(missing)} first; nothing was restored. "
            "Take another copy of it."
        )
    for name, path in found.items():
        with path.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
        if digest != manifest.files[name].sha256:
            raise BadBackup(
                f"{name} in {file} is not as it was kept; nothing was restored. Take another copy of the backup."
            )
    return manifest


def _manifest(file: Path, found: Path) -> Manifest:
    if not found.is_file():
        raise BadBackup(f"{file} is cut off or is no backup; nothing was restored. Take another copy of it.")
    told = json.loads(found.read_bytes())
    if told["format"] != FORMAT:
        raise BadBackup(
            f"{file} has format {told['format']}, and this mingcha reads {FORMAT}; use the one that made it."
        )
    return Manifest(told["made"], told["database"], {name: Member(**kept) for name, kept in told["files"].items()})


def _inside(file: Path, member: tarfile.TarInfo) -> PurePosixPath:
    """The member's path, when it is a plain file below the folder; a backup made by hand could name any place."""
    path = PurePosixPath(member.name)
    if not member.isfile() or path.is_absolute() or ".." in path.parts:
        raise BadBackup(f"{file} holds {member.name!r}, which no backup does; nothing was restored.")
    return path


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


class _Hashing:
    """A file that hashes what is read from it."""

    def __init__(self, opened: IO[bytes]) -> None:
        self._opened, self.digest = opened, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self._opened.read(size)
        self.digest.update(chunk)
        return chunk
