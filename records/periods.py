"""The month that money is for, as yyyymm; a longer period counts under its last month."""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from records import dates
from records.reasons import Unusable
from records.text import Cell, squeezed

YEARS = range(1990, 2100)
QUARTER = re.compile(r"(\d{4})年?[-./]?(?:第?([1-4一二三四])季度?|Q([1-4]))")
HALF = re.compile(r"(\d{4})年?(上半年|下半年|春季?学?期?|秋季?学?期?|春季?|秋季?)")
YEAR = re.compile(r"(\d{4})(?:年度?|年全年|全年)?")
# From a month to a month; 2024-05-11 is a day and must not be taken for one.
MONTHS = re.compile(r"(?P<first>\d{4})年\d{1,2}月?[-—~至到](?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月?")
FULL_MONTHS = re.compile(r"(?P<first>\d{4})[-./]?\d{2}[-—~至到](?P<year>\d{4})[-./]?(?P<month>\d{2})")
TITLE = re.compile(r"\d{4}年(?:第?[1-4一二三四]季度?|\d{1,2}月|[上下]半年)?")
FILLED_IN = ("填", "制表", "报送", "打印", "导出", "审核", "统计时间")  # the day a sheet was filled in is no period
MONTH = re.compile(r"(\d{1,2})月份?")
LAST_MONTH = {"上半年": 6, "春": 6, "下半年": 12, "秋": 12}
CHINESE = {"一": 1, "二": 2, "三": 3, "四": 4}


@dataclass(frozen=True)
class MonthOnly:
    """A month without its year; the day of payment has to tell."""

    month: int


def read(cell: Cell) -> int | MonthOnly | None:
    """202405, 2024-05, 2024年5月, 2024年第二季度, 2024年1-3月, 2024年 or 5月; null where nothing is said."""
    if isinstance(cell, date | datetime):
        return cell.year * 100 + cell.month
    written = squeezed(cell).removesuffix("份")
    if not written:
        return None
    if match := MONTHS.fullmatch(written) or FULL_MONTHS.fullmatch(written):
        return _period(int(match["year"] or match["first"]), int(match["month"]))
    if match := QUARTER.fullmatch(written):
        digit = match[2] or match[3]
        return _period(int(match[1]), 3 * (CHINESE.get(digit) or int(digit)))
    if match := HALF.fullmatch(written):
        return _period(int(match[1]), next(month for word, month in LAST_MONTH.items() if match[2].startswith(word)))
    if match := YEAR.fullmatch(written):
        return _period(int(match[1]), 12)
    if (match := MONTH.fullmatch(written)) or (written.isdigit() and len(written) <= 2):
        month = int(match[1] if match else written)
        return MonthOnly(month) if 1 <= month <= 12 else None
    try:
        day = dates.read(written)
    except Unusable:
        return None
    return day.year * 100 + day.month if day else None


def _period(year: int, month: int) -> int | None:
    return year * 100 + month if year in YEARS and 1 <= month <= 12 else None


def in_titles(titles: Iterable[str]) -> int | None:
    """The period that the first title with a year names: 2024年5月…, 2024年第二季度…, 2024年…."""
    for title in map(squeezed, titles):
        if not title.startswith(FILLED_IN) and (match := TITLE.search(title)):
            found = read(match[0])
            return found if isinstance(found, int) else None
    return None


def of_payment(period: int | MonthOnly | None, pay_date: date) -> int:
    """The period of a payout: as listed, else the month it was paid; a month alone is the last such month."""
    if isinstance(period, MonthOnly):
        return (pay_date.year - (period.month > pay_date.month)) * 100 + period.month
    return period if period is not None else pay_date.year * 100 + pay_date.month


def last_day(period: int) -> date:
    """The last day of a period."""
    year, month = divmod(period, 100)
    return date(year, month, monthrange(year, month)[1])
