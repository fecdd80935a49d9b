"""Townships and villages: numbered once per home, so that a village keeps its number through every import."""

import re
from collections import Counter
from dataclasses import dataclass, field

import pyarrow as pa

from records.contracts import DIVISION

TOWNSHIP_ENDINGS = ("镇", "乡", "街道", "苏木")
ENDING = re.compile("(镇|乡|街道|苏木)$")


@dataclass
class Divisions:
    """Villages by township and name, with the numbers of earlier imports."""

    _villages: dict[tuple[str, str], int] = field(default_factory=dict)
    _townships: dict[str, int] = field(default_factory=dict)
    _codes: dict[int, Counter[str]] = field(default_factory=dict)
    _known_codes: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, table: pa.Table) -> "Divisions":
        """Start from the division table of the current snapshot."""
        divisions = cls()
        for row in table.to_pylist():
            divisions._villages[row["township"] or "", row["village"] or ""] = row["village_key"]
            divisions._townships[row["township"] or ""] = row["township_key"]
            if row["code"]:
                divisions._known_codes[row["village_key"]] = row["code"]
        return divisions

    def village_key(self, township: str, village: str) -> int | None:
        """The number of a village, or of a township's rest where the list names no village."""
        if not township and not village:
            return None
        found = self._villages.get((township, village))
        if found is None:
            self._townships.setdefault(township, len(self._townships) + 1)
            found = self._villages[township, village] = len(self._villages) + 1
        return found

    def coded(self, village_key: int | None, code: str) -> None:
        """Note the division code that a register gives a village."""
        if village_key is not None and len(code) == 12 and code.isdigit():
            self._codes.setdefault(village_key, Counter())[code] += 1

    def settle(self) -> dict[int, int]:
        """Numbers of villages listed without a township, or without 镇 or 乡 behind its name -> the one village meant.

        Only where a single known village fits; the others keep their own number.
        """
        full: dict[tuple[str, str], set[int]] = {}
        for (township, village), key in self._villages.items():
            if township.endswith(TOWNSHIP_ENDINGS):
                for short in ("", ENDING.sub("", township)):
                    full.setdefault((short, village), set()).add(key)
        meant = {
            key: full.get((township, village), set())
            for (township, village), key in self._villages.items()
            if village and not township.endswith(TOWNSHIP_ENDINGS)
        }
        return {key: keys.pop() for key, keys in meant.items() if len(keys) == 1}

    def table(self) -> pa.Table:
        """The division table; a village's code is the one most residents have."""
        rows = [
            {
                "village_key": key,
                "township_key": self._townships[township],
                "code": self._code(key),
                "township": township or None,
                "village": village or None,
            }
            for (township, village), key in self._villages.items()
        ]
        return pa.Table.from_pylist(rows, schema=DIVISION)

    def _code(self, key: int) -> str | None:
        seen = self._codes.get(key)
        return seen.most_common(1)[0][0] if seen else self._known_codes.get(key)
