"""Money and areas, by decimal arithmetic: a float would lose fen."""

import math
import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from records.reasons import Reason, Unusable
from records.text import Cell, squeezed

FEN_PER_YUAN = Decimal(100)
UNITS = {"元": Decimal(1), "块": Decimal(1), "万元": Decimal(10_000), "万": Decimal(10_000), "亩": Decimal(1)}
NOTHING = ("", "-", "--", "—", "/", "无")
WRITTEN = re.compile(r"([+-]?[\d.]+(?:E[+-]?\d+)?)(万元|元整|元|万|块|亩|平方米|m2|㎡|平米)?")
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
        return Decimal(match[1]), (match[2] or "").removesuffix("整")
    except InvalidOperation:
        raise Unusable(Reason.BAD_NUMBER) from None


def fen(cell: Cell, factor: Decimal = Decimal(1)) -> int | None:
    """Money in fen; `factor` is how many yuan the header's unit is, overruled by a unit in the cell."""
    found = number(cell)
    if found is None:
        return None
    value, unit = found
    yuan = value * UNITS.get(unit, factor)
    return int((yuan * FEN_PER_YUAN).quantize(Decimal(1), ROUND_HALF_UP))


def measure(cell: Cell, factor: Decimal = Decimal(1)) -> float | None:
    """An area in our unit; `factor` is how many of it the header's unit is. Negative areas are unusable."""
    found = number(cell)
    if found is None:
        return None
    if found[0] < 0:
        raise Unusable(Reason.BAD_NUMBER)
    return float(round(found[0] * factor, 6))
