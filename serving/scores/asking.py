"""Who asks for scores and of which scan: remembered until anything is committed to the database.

Payment systems ask a thousand times a second, and between two commits the answer is the same. A revoked key is a
commit, so is a new scan: what was remembered before is forgotten with the next request. On PostgreSQL nothing is.
"""

import hashlib
from dataclasses import dataclass, field

from serving.database import Database
from serving.scan.current import CurrentScan, scan_in_use
from serving.security import keys
from serving.security.policy import require


@dataclass
class _Remembered:
    """The scan of each key that may ask, while the database is at this version."""

    version: int | None = None
    scans: dict[bytes, CurrentScan] = field(default_factory=dict)


class Asking:
    """What is remembered of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._remembered = _Remembered()

    def remembered(self, key: str | None) -> CurrentScan | None:
        """The scan for this key, where it is known to be allowed and nothing has been committed since."""
        version, kept = self._database.version(), self._remembered
        if key is None or version is None or kept.version != version:
            return None
        return kept.scans.get(_digest(key))

    def looked_up(self, key: str | None) -> CurrentScan:
        """The scan for this key, from the database. Raises KeyNeeded, NotAllowed, NoScan."""
        version = self._database.version()  # before reading: a commit in between then counts as one afterwards
        # Key and scan in one transaction: payment systems wait for this answer.
        with self._database.reading() as session:
            require(keys.user_of_key(session, key), "scores.read")
            scan = scan_in_use(session)
        if key is not None and version is not None:
            if self._remembered.version != version:
                self._remembered = _Remembered(version)
            self._remembered.scans[_digest(key)] = scan
        return scan


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
