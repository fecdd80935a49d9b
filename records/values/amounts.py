"""Money and areas, by decimal arithmetic: a float would lose fen."""

import math
import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from records.values.reasons import Reason, Unusable
from records.values.text import Cell, squeezed

ONE, FEN_PER_YUAN = Decimal(1), Decimal(100)
Units = Mapping[str, str]  # how many of our unit one of each is, as in records/bureaus/units.yaml
MOST_DIGITS = 15  # before the point; more is a slip, and decimal arithmetic stops at 28
NOTHING = ("", "-", "--", "—", "/", "无")
WRITTEN = re.compile(r"([+-]?[\d.]+(?:E[+-]?\d+)?)(\D.*)?")  # a number, and its unit if there is one
PLAIN = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,2}))?")  # yuan, with or without jiao and fen
NEGATIVE_IN_BRACKETS = re.compile(r"\((.+)\)")


def number(cell: Cell) -> tuple[Decimal, str] | None:
    """A cell as an exact number with the unit written behind it; null where it is empty; raises Unusable."""
    if isinstance(cell, bool):
        raise Unusable(Reason.BAD_NUMBER)
    if isinstance(cell, int | float):
        if not math.isfinite(cell):
            raise Unusable(Reason.BAD_NUMBER)
        return Decimal(repr(cell)), ""
    written = squeezed(cell).upper().strip("¥￥$")
    if written in NOTHING:
        return None
    if bracketed := NEGATIVE_IN_BRACKETS.fullmatch(written):
        written = "-" + bracketed[1]
    match = WRITTEN.fullmatch(written.replace(",", "").replace("，", "").replace("¥", ""))
    if not match:
        raise Unusable(Reason.BAD_NUMBER)
    try:
        return Decimal(match[1]), (match[2] or "").removesuffix("整").lower()
    except InvalidOperation:
        raise Unusable(Reason.BAD_NUMBER) from None


def fen(cell: Cell, units: Units, factor: Decimal = ONE) -> int | None:
    """Money in fen; `units` in yuan as a cell may name them, `factor` that of the header; raises Unusable."""
    # As nearly all are written, digit by digit, which is exact too and much faster than decimal arithmetic.
    bare = cell if isinstance(cell, str) else repr(cell)
    if factor == ONE and (plain := PLAIN.fullmatch(bare)):
        return int(plain[1] + (plain[2] or "").ljust(2, "0"))
    yuan = _in_our_unit(cell, units, factor)
    return None if yuan is None else int((yuan * FEN_PER_YUAN).quantize(ONE, ROUND_HALF_UP))


def measure(cell: Cell, units: Units, factor: Decimal = ONE) -> float | None:
    """An area in our unit; `units` and `factor` as in `fen`. Negative areas are unusable."""
    area = _in_our_unit(cell, units, factor)
    if area is not None and area < 0:
        raise Unusable(Reason.BAD_NUMBER)
    return None if area is None else float(round(area, 6))


def _in_our_unit(cell: Cell, units: Units, factor: Decimal) -> Decimal | None:
    """The unit written in the cell overrules the header's; one that this kind of column does not have is unusable."""
    found = number(cell)
    if found is None:
        return None
    value, unit = found
    if value.adjusted() >= MOST_DIGITS or (unit and unit not in units):
        raise Unusable(Reason.BAD_NUMBER)
    return value * (Decimal(units[unit]) if unit else factor)
