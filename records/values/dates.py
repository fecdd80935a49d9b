"""Dates in all the forms bureaus write, spreadsheet serial numbers among them."""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from records.values.reasons import Reason, Unusable
from records.values.text import Cell, squeezed, text

EPOCH = date(1899, 12, 30)  # day 0 of a spreadsheet
# What spreadsheets and databases show where nobody wrote a day; as a day of death it would make everybody dead.
NOBODYS_DAYS = {date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1)}
SERIALS = range(3653, 73051)  # 1910 to 2099
YEARS = range(1850, 2200)
PARTS = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})[日号]?)?月?")
EATEN, TWO_DIGITS = re.compile(r"\d{4}\.1"), re.compile(r"\d{4}\.0\d")
CLOCK = re.compile(r"[ T]+\d{1,2}:\d{2}(:\d{2})?(\.\d+)?(Z|[+-]\d\d:?\d\d)?$")
NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")


def restored(cells: Sequence[Cell]) -> Sequence[Cell]:
    """A column of cells in which 2024.1 is October again, if others such as 2024.09 write months with two digits."""
    distinct = {cell: str(cell) for cell in set(cells) if isinstance(cell, str | float)}
    eaten: dict[Cell, Cell] = {cell: f"{written}0" for cell, written in distinct.items() if EATEN.fullmatch(written)}
    if not eaten or not any(map(TWO_DIGITS.fullmatch, distinct.values())):
        return cells
    return [eaten.get(cell, cell) for cell in cells]


def read(cell: Cell) -> date | None:
    """The day a cell names; a month alone means its last day, when all of it is over. Null where the cell is empty.

    Raises:
        Unusable: the cell holds something else, a day that stands for none, or the number 2024.1, which may have been
            2024.10.
    """
    day = _written(cell)
    if day in NOBODYS_DAYS:
        raise Unusable(Reason.BAD_DATE)
    return day


def _written(cell: Cell) -> date | None:
    """The day as it stands there."""
    if isinstance(cell, float) and EATEN.fullmatch(str(cell)):
        raise Unusable(Reason.EATEN_MONTH)
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    written = squeezed(CLOCK.sub("", text(cell)))
    if written in ("", "-", "--", "/", "无"):
        return None
    if written.replace(".", "", 1).isdigit() and not written.startswith("."):
        return _number(written)
    match = PARTS.fullmatch(arabic(written))
    if not match:
        raise Unusable(Reason.BAD_DATE)
    return _day(*(int(part) if part else None for part in match.groups()))


def _number(written: str) -> date:
    """20240511, 202405, 20240511093000, 2024.5 or the serial number of a spreadsheet."""
    whole, _, fraction = written.partition(".")
    if int(whole) in YEARS and 1 <= len(fraction) <= 2:
        return _day(int(whole), int(fraction), None)
    if len(whole) in (8, 14) and not fraction:
        return _day(int(whole[:4]), int(whole[4:6]), int(whole[6:8]))
    if len(whole) == 6 and not fraction:
        return _day(int(whole[:4]), int(whole[4:6]), None)
    if len(whole) <= 5 and int(whole) in SERIALS:
        return EPOCH + timedelta(days=int(whole))
    raise Unusable(Reason.BAD_DATE)


def _day(year: int | None, month: int | None, day: int | None) -> date:
    if year not in YEARS or month not in range(1, 13):
        raise Unusable(Reason.BAD_DATE)
    assert year is not None and month is not None  # noqa: S101, PT018 - the ranges above say so
    try:
        return date(year, month, day or monthrange(year, month)[1])
    except ValueError:
        raise Unusable(Reason.BAD_DATE) from None


def arabic(written: str) -> str:
    """二〇二四年五月十一日, 第一季度 or 十月 in digits."""
    if written.isascii() or not re.search("[〇○零一二三四五六七八九十]", written):
        return written
    tens = re.sub("(?<![一二三四五六七八九])十(?=[一二三四五六七八九])", "1", written)
    tens = re.sub("(?<=[一二三四五六七八九])十(?=[一二三四五六七八九])", "", tens)
    tens = re.sub("(?<=[一二三四五六七八九])十", "0", tens)
    return tens.replace("十", "10").translate(NUMERALS)
