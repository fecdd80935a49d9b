"""Who asks for scores and of which scan: remembered until anything is committed to the database.

Payment systems ask a thousand times a second, and between two commits the answer is the same. A revoked key is a
commit, so is a new scan: what was remembered before is forgotten with the next request. On PostgreSQL nothing is.
"""

import hashlib
from dataclasses import dataclass, field

from serving.cases.veil import Veil, veil_of
from serving.database import Database
from serving.scan.current import CurrentScan, scan_in_use
from serving.security import keys
from serving.security.policy import require
from serving.security.sight import Sight, sight_of

Seen = tuple[CurrentScan, Sight, Veil]


@dataclass
class _Remembered:
    """The scan of each key that may ask and what it may see of it, while the database is at this version."""

    version: int | None = None
    scans: dict[bytes, Seen] = field(default_factory=dict)


class Asking:
    """What is remembered of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._remembered = _Remembered()

    def remembered(self, key: str | None) -> Seen | None:
        """The scan for this key and what it may see, where that is known and nothing has been committed since."""
        version, kept = self._database.version(), self._remembered
        if key is None or version is None or kept.version != version:
            return None
        return kept.scans.get(_digest(key))

    def looked_up(self, key: str | None) -> Seen:
        """The scan for this key and what it may see of it, from the database. Raises KeyNeeded, NotAllowed, NoScan."""
        version = self._database.version()  # before reading: a commit in between then counts as one afterwards
        # Key and scan in one transaction: payment systems wait for this answer.
        with self._database.reading() as session:
            program = keys.user_of_key(session, key)
            require(program, "scores.read")
            found = scan_in_use(session), sight_of(session, program), veil_of(session, program)
        if key is not None and version is not None:
            if self._remembered.version != version:
                self._remembered = _Remembered(version)
            self._remembered.scans[_digest(key)] = found
        return found


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
