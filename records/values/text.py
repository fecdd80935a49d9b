"""Cells as text: what a cell holds once full-width forms, invisible characters and float tails are gone."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

Cell = str | float | int | bool | date | datetime | time | timedelta | None

# Byte-order marks, zero-width characters and the apostrophe that forces text in a spreadsheet.
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
LEADING_QUOTE = re.compile("^['’‘`´]+")
BLANKS = re.compile(r"\s+")
EXACT_FLOAT = 2**53
# A number exported as text: 1.0 is 1. With more digits than a float keeps, the tail says that some are wrong.
WHOLE = re.compile(r"(\d{1,15})\.0+")


def text(cell: Cell) -> str:
    """The cell's text in half width, trimmed; a whole number without its float tail; empty where the cell is."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        if cell.isascii():
            bare = cell.strip()
            if bare.startswith('="') and bare.endswith('"'):  # how exports keep long numbers from being eaten
                return bare[2:-1].strip()
            if bare.endswith("0") and (whole := WHOLE.fullmatch(bare)):
                return whole[1]
            return bare.lstrip("'`").lstrip() if bare[:1] in ("'", "`") else bare
        folded = unicodedata.normalize("NFKC", cell)
        return LEADING_QUOTE.sub("", INVISIBLE.sub("", folded).strip()).strip()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < EXACT_FLOAT:
        return str(int(cell))
    return str(cell)


def squeezed(cell: Cell) -> str:
    """The cell's text without any blank."""
    found = text(cell)
    return found if found.isalnum() else BLANKS.sub("", found)


def empty(cell: Cell) -> bool:
    """Whether the cell holds nothing a person would see."""
    return cell is None or (isinstance(cell, str) and (not cell or not text(cell)))


def original(cell: Cell) -> str | float | int | bool:
    """The cell as the bureau wrote it, in a type that a workbook can hold."""
    if cell is None:
        return ""
    return cell if isinstance(cell, str | float | int | bool) else str(cell)
