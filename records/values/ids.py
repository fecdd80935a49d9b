"""Resident ids (GB 11643): 18 characters, of which the last is an ISO 7064 MOD 11-2 check."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import mul
from typing import Literal

from records.values.text import EXACT_FLOAT, Cell, squeezed

IdStatus = Literal["valid", "upgraded", "bad_check", "bad_birth", "malformed", "damaged"]
Sex = Literal["male", "female"]

WEIGHTS = tuple(2 ** (17 - i) % 11 for i in range(17))
CHECKS = "10X98765432"
EIGHTEEN = re.compile(r"\d{17}[\dX]")
PLAIN = re.compile("[0-9]{17}[0-9X]")  # as nearly all are written: nothing to clean
FIFTEEN = re.compile(r"\d{15}")
SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?1[4-8]")
# A spreadsheet keeps 15 digits of a number and writes zeros for the rest.
KEPT_DIGITS = 15
EATEN_TAIL = "000"
FLOAT = re.compile(r"\d{16,}\.0*")  # a float written out
FEWEST_DIGITS = 6  # passports and travel permits have more
STRAY = re.compile(r"[^0-9A-Z.+]")
LOOKALIKES = str.maketrans({"×": "X", "*": "X", "χ": "X", "Х": "X", "х": "X"})


@dataclass(frozen=True, eq=False)  # compared by identity: a county has a million of them
class ResidentId:
    """A resident id in its normal form; `text` of a damaged one is what is left of it."""

    text: str
    status: IdStatus
    later_century: str | None = None  # a 15-digit id read as born in 20xx
    suspect: bool = False  # valid, but ends like one that a spreadsheet ate
    shared: bool = False  # a placeholder such as 0 or 123 that strangers may share

    @property
    def certain(self) -> bool:
        """Whether equal texts are one person; if not, a name and a village are needed to tell people apart."""
        return self.status != "damaged" and not self.shared

    @property
    def birth(self) -> date | None:
        """The birth date in the id; null where it holds none."""
        return _birth(self.text) if EIGHTEEN.fullmatch(self.text) and self.status != "damaged" else None

    @property
    def sex(self) -> Sex | None:
        """The sex in the id: odd sequence numbers are male."""
        if not EIGHTEEN.fullmatch(self.text) or self.status == "damaged":
            return None
        return "male" if int(self.text[16]) % 2 else "female"


def check_character(first_17: str) -> str:
    """The 18th character that belongs to the first 17 digits."""
    return CHECKS[sum(map(mul, map(int, first_17), WEIGHTS)) % 11]


def normalised(cell: Cell) -> ResidentId | None:
    """A cell as a resident id: any width, case and spacing; 15 digits become 18; null where the cell is empty."""
    if isinstance(cell, str) and PLAIN.fullmatch(cell):
        return _eighteen(cell)
    if isinstance(cell, float | int) and not isinstance(cell, bool) and abs(cell) >= EXACT_FLOAT:
        return ResidentId(f"{float(cell):.14E}", "damaged")
    written = squeezed(cell).upper().translate(LOOKALIKES)
    if not written:
        return None
    if SCIENTIFIC.fullmatch(written):
        return ResidentId(written, "damaged")
    if FLOAT.fullmatch(written):
        return ResidentId(written[:KEPT_DIGITS] + EATEN_TAIL, "damaged")
    bare = STRAY.sub("", written)
    if EIGHTEEN.fullmatch(bare):
        return _eighteen(bare)
    if FIFTEEN.fullmatch(bare):
        return _fifteen(bare)
    digits = sum(character.isdigit() for character in bare)
    return ResidentId(bare, "malformed", shared=digits < FEWEST_DIGITS) if digits else None


def _eighteen(text: str) -> ResidentId:
    checks = check_character(text[:17]) == text[17]
    if text.endswith(EATEN_TAIL):
        return ResidentId(text, "valid", suspect=True) if checks and _birth(text) else ResidentId(text, "damaged")
    if _birth(text) is None:
        return ResidentId(text, "bad_birth")
    return ResidentId(text, "valid" if checks else "bad_check")


def _fifteen(text: str) -> ResidentId:
    earlier, later = (_upgraded(text, century) for century in ("19", "20"))
    if _birth(earlier) is None and _birth(later) is None:
        return ResidentId(text, "bad_birth")
    if _birth(earlier) is None:
        return ResidentId(later, "upgraded")
    return ResidentId(earlier, "upgraded", later_century=later if _birth(later) else None)


def _upgraded(text: str, century: str) -> str:
    first_17 = text[:6] + century + text[6:]
    return first_17 + check_character(first_17)


def _birth(text: str) -> date | None:
    return _birthday(text[6:14])


@lru_cache(maxsize=1 << 16)
def _birthday(written: str) -> date | None:
    try:
        born = date(int(written[:4]), int(written[4:6]), int(written[6:]))
    except ValueError:
        return None
    return born if born.year >= 1850 else None
