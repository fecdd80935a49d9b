"""Bank accounts: digits only, and none at all where a spreadsheet ate some of them."""

import re

from records.values.text import EXACT_FLOAT, Cell, squeezed

STRAY = re.compile(r"[^0-9A-Z.+]")
SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+")
FLOAT = re.compile(r"\d{16,}\.0*")
KEPT_DIGITS = 15  # what a spreadsheet keeps of a number


def normalised(cell: Cell) -> str | None:
    """The account's digits; null where it is empty or damaged: a damaged one would look shared by strangers."""
    if isinstance(cell, str) and cell.isascii() and cell.isdigit() and not cell.endswith("0000"):
        return cell  # as nearly all are written: nothing to clean
    if isinstance(cell, float | int) and not isinstance(cell, bool) and abs(cell) >= EXACT_FLOAT:
        return None
    written = STRAY.sub("", squeezed(cell).upper())
    if (
        not written
        or SCIENTIFIC.fullmatch(written)
        or FLOAT.fullmatch(written)
        or not any(character.isdigit() for character in written)
    ):
        return None
    eaten = len(written) - KEPT_DIGITS
    # Four zeros at the end are a spreadsheet's; one or two may be the bank's.
    return None if eaten > 3 and written.endswith("0" * eaten) else written
