"""MINGCHA_HOME: the one folder that holds all state."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from records.errors import HomeBusy


@dataclass(frozen=True)
class Home:
    """Where everything lives. Folders are made when they are first needed."""

    path: Path

    def _folder(self, name: str) -> Path:
        folder = self.path / name
        folder.mkdir(parents=True, exist_ok=True)
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
    def rejects(self) -> Path:
        """Workbooks of rows that could not be used, to be sent back to the bureaus."""
        return self._folder("rejects")

    @property
    def bureaus(self) -> Path:
        """The county's own header aliases; they win over the built-in ones."""
        return self._folder("bureaus")

    @property
    def rules(self) -> Path:
        """The county's own rules, and in `standards/` its own standards; they win over the built-in ones."""
        return self._folder("rules")

    @property
    def identities(self) -> Path:
        """The identity store (SQLite): names, resident ids and account numbers by key."""
        self.path.mkdir(parents=True, exist_ok=True)
        return self.path / "identities.sqlite"

    @property
    def database(self) -> Path:
        """The application database (SQLite): cases, outcomes, users, audit log."""
        self.path.mkdir(parents=True, exist_ok=True)
        return self.path / "mingcha.sqlite"

    def secret(self) -> bytes:
        """The 32 bytes that key every hash of an identity; made once, readable by the owner only."""
        self.path.mkdir(parents=True, exist_ok=True)
        file = self.path / "secret.key"
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return file.read_bytes()
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(secrets.token_bytes(32))
            handle.flush()
            os.fsync(handle.fileno())
        return file.read_bytes()

    @contextmanager
    def lock(self, name: str) -> Iterator[None]:
        """Hold the lock `name`, or raise HomeBusy at once. The kernel frees it even after kill -9."""
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / f"{name}.lock").open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise HomeBusy(
                    f"Another `mingcha {name}` is running on {self.path}; wait until it ends and try again."
                ) from None
            yield
