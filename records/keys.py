"""Keys: 63-bit keyed hashes that stand for people, accounts and awards outside the identity store.

A keyed hash needs no dictionary: the same id gives the same key in every import and in every API call, and without
the home's secret nobody can go from an id to a key. At 10 million people two collide with a probability of 5e-6.
"""

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

MASK = (1 << 63) - 1
Keys = npt.NDArray[np.int64]
KINDS = (b"person", b"account", b"household", b"name", b"award", b"row")


class Keyring:
    """Makes keys with one home's secret."""

    def __init__(self, secret: bytes) -> None:
        self._begun = {kind: blake2b(digest_size=8, key=secret, person=kind) for kind in KINDS}

    def _key(self, kind: bytes, text: str) -> int:
        # Begun once and copied: to digest the secret anew for each of millions of keys takes twice as long.
        begun = self._begun[kind].copy()
        begun.update(text.encode())
        return int.from_bytes(begun.digest(), "little") & MASK

    def _keys(self, kind: bytes, texts: Iterable[bytes], before: bytes = b"") -> Keys:
        """The keys of many texts, all of which begin with `before`."""
        begun = self._begun[kind].copy()
        begun.update(before)

        def digest(text: bytes) -> bytes:
            one = begun.copy()
            one.update(text)
            return one.digest()

        return (np.frombuffer(b"".join(map(digest, texts)), "<u8") & MASK).astype(np.int64)

    def person(self, resident_id: str) -> int:
        """Key of a person by normalised resident id."""
        return self._key(b"person", resident_id)

    def account(self, number: str) -> int:
        """Key of a bank account by its digits."""
        return self._key(b"account", number)

    def household(self, number: str) -> int:
        """Key of a household by the register's household number."""
        return self._key(b"household", number)

    def name(self, name: str) -> int:
        """Key of a normalised name; equal names have equal keys."""
        return self._key(b"name", name)

    def award(self, person_key: int, programme: str) -> int:
        """Key of one beneficiary in one programme."""
        return self._key(b"award", f"{person_key}:{programme}")

    def row(self, file_digest: str, sheet: str, row: int) -> int:
        """Key of one row of one file: a payout or a finding."""
        return self._key(b"row", f"{file_digest}:{sheet}:{row}")

    def rows(self, file_digest: str, sheet: str, rows: Iterable[int]) -> Keys:
        """Keys of many rows of one sheet."""
        return self._keys(b"row", (b"%d" % row for row in rows), f"{file_digest}:{sheet}:".encode())

    def awards(self, pairs: Iterable[tuple[int, str]]) -> Keys:
        """Keys of many beneficiaries, each with a programme."""
        return self._keys(b"award", (f"{person_key}:{programme}".encode() for person_key, programme in pairs))

    def persons(self, resident_ids: Iterable[str]) -> Keys:
        """Keys of many people."""
        return self._keys(b"person", (resident_id.encode() for resident_id in resident_ids))
