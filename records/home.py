"""MINGCHA_HOME: the one folder that holds all state."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from records.errors import DamagedSecret, HomeBusy, UnusableHome

SECRET_BYTES = 32


@dataclass(frozen=True)
class Home:
    """Where everything lives. Folders are made when they are first needed."""

    path: Path

    def __post_init__(self) -> None:
        """Make the path absolute: MLflow's addresses need it, and a home must not move with the working folder."""
        object.__setattr__(self, "path", self.path.expanduser().absolute())

    def _made(self) -> Path:
        """The home, closed to everyone but its owner when it is made; one that is there keeps its permissions.

        Raises:
            UnusableHome: a file lies in its place or on the way to it.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            raise UnusableHome(f"{self.path} is no folder; name one in MINGCHA_HOME.") from None
        return self.path

    def _folder(self, name: str) -> Path:
        folder = self._made() / name
        folder.mkdir(exist_ok=True)
        return folder

    @property
    def warehouse(self) -> Path:
        """Parquet snapshots of the keyed tables; no names, ids or account numbers."""
        return self._folder("warehouse")

    @property
    def scans(self) -> Path:
        """Scores and hits of each scan."""
        return self._folder("scans")

    @property
    def models(self) -> Path:
        """Model folders, each with its SHA-256 manifest."""
        return self._folder("models")

    @property
    def mlflow(self) -> Path:
        """MLflow's database and artifacts."""
        return self._folder("mlflow")

    @property
    def batches(self) -> Path:
        """What each batch was drawn from: keys, scores and places of the awards that stood for choice."""
        return self._folder("batches")

    @property
    def attachments(self) -> Path:
        """Photos and documents of visits, each under the SHA-256 of its bytes; its owner's to read."""
        folder = self._folder("attachments")
        folder.chmod(0o700)
        return folder

    @property
    def rejects(self) -> Path:
        """Workbooks of rows that could not be used, to be sent back to the bureaus."""
        return self._folder("rejects")

    @property
    def uploads(self) -> Path:
        """Bureau files that were sent in, until they are imported; names and ids stand in them."""
        folder = self._made() / "uploads"
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    @property
    def checks(self) -> Path:
        """Large payment lists that wait to be checked, and their answers; ids of people stand in them."""
        folder = self._made() / "checks"
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    @property
    def bureaus(self) -> Path:
        """The county's own header aliases; they win over the built-in ones."""
        return self._folder("bureaus")

    @property
    def rules(self) -> Path:
        """The county's own rules, and in `standards/` its own standards; they win over the built-in ones."""
        return self._folder("rules")

    @property
    def faults(self) -> Path:
        """Details of faults nothing expected; for the owner's eyes."""
        return self._made() / "faults.log"

    @property
    def identities(self) -> Path:
        """The identity store (SQLite): names, resident ids and account numbers by key."""
        return self._made() / "identities.sqlite"

    @property
    def database(self) -> Path:
        """The application database (SQLite): cases, outcomes, users, audit log."""
        return self._made() / "mingcha.sqlite"

    def secret(self) -> bytes:
        """The 32 bytes that key every hash of an identity; made once, readable by the owner only.

        Raises:
            DamagedSecret: the file holds anything else, or is gone from a home that was imported into.
        """
        file = self._made() / "secret.key"
        if not file.exists():
            if (self.path / "warehouse" / "CURRENT").exists():
                raise DamagedSecret(
                    f"{file} is missing; restore it from a backup, for without it nothing imported before can be "
                    "recognised again."
                )
            _make_secret(file)
        found = file.read_bytes()
        if len(found) != SECRET_BYTES:
            raise DamagedSecret(
                f"{file} holds {len(found)} bytes instead of {SECRET_BYTES}; restore it from a backup, for without it "
                "nothing imported before can be recognised again. In a home without any import it may be removed."
            )
        return found

    def begin_with(self, secret: bytes) -> None:
        """Give a new home this secret: a fictional one is to come out the same from the same seed.

        Raises:
            DamagedSecret: the home has a secret already.
        """
        file = self._made() / "secret.key"
        if file.exists():
            raise DamagedSecret(
                f"{file} is there already; a secret is given to a new home only, so name another folder."
            )
        _make_secret(file, secret)

    @contextmanager
    def lock(self, name: str) -> Iterator[None]:
        """Hold the lock `name`, or raise HomeBusy at once. The kernel frees it even after kill -9."""
        with (self._made() / f"{name}.lock").open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise HomeBusy(
                    f"Another `mingcha {name}` is running on {self.path}; wait until it ends and try again."
                ) from None
            yield


def _make_secret(file: Path, secret: bytes | None = None) -> None:
    """Write the file under another name and link it whole: a kill leaves no half of it, and of two makers one wins."""
    part = file.with_name(f"{file.name}.{os.getpid()}.{secrets.token_hex(4)}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(secret or secrets.token_bytes(SECRET_BYTES))
            handle.flush()
            os.fsync(handle.fileno())
        with suppress(FileExistsError):
            os.link(part, file)
    finally:
        part.unlink()
    sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """Have the disk keep a folder's names: only then does a rename or link survive a loss of power."""
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
