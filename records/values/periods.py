"""The month that money is for, as yyyymm; a longer period counts under its last month.

What cannot be read is no period at all: the month of payment in its place would make payouts for two months look like
one month paid twice.
"""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from records.values import dates
from records.values.reasons import Reason, Unusable
from records.values.text import Cell, squeezed

YEARS = range(1990, 2100)
YEAR = r"(?:(?P<year>\d{4})(?:年度?|[-./])?)?"
TO = "[-—–~至到]"
QUARTER = re.compile(YEAR + r"(?:第?(?P<quarter>[1-4])季度?|Q(?P<q>[1-4]))")
HALF = re.compile(YEAR + r"(?P<half>上半年|下半年|[春秋]季?(?:学期)?)")
SCHOOL_YEAR = re.compile(
    rf"(?P<year>\d{{4}})(?:{TO}|/)(?P<next>\d{{4}})学年度?(?:第?(?P<term>[12上下春秋])季?(?:学期)?)?"
)
WHOLE_YEAR = re.compile(r"(?P<year>\d{4})(?:年度?|年?全年)?")
# From a month to a month; 2024-05-11 is a day and must not be taken for one.
DAY = re.compile(r"\d{4}([-/.])\d{1,2}\1\d{1,2}")
MONTHS = re.compile(
    rf"(?P<year>\d{{4}})(?:年|[-./])(?P<first>\d{{1,2}})月?{TO}(?:(?P<until>\d{{4}})(?:年|[-./]))?(?P<month>\d{{1,2}})月?"
)
FULL_MONTHS = re.compile(rf"(?P<year>\d{{4}})(?P<first>\d{{2}}){TO}(?P<until>\d{{4}})?(?P<month>\d{{2}})")
MONTHS_ONLY = re.compile(rf"(?P<first>\d{{1,2}})月?{TO}(?P<month>\d{{1,2}})月")
MONTH = re.compile(r"(\d{1,2})月?")
BRACKETED = re.compile(r"\(.*?\)")
TITLE = re.compile(
    rf"\d{{4}}(?:{TO}|/)\d{{4}}学年(?:第?[12一二]学期)?|\d{{4}}年(?:第?[1-4一二三四]季度?|\d{{1,2}}月|[上下]半年)?"
)
FILLED_IN = ("填", "制表", "报送", "打印", "导出", "审核", "统计时间")  # the day a sheet was filled in is no period
SPRING, AUTUMN = 6, 12  # the last months of the two halves of a year, and the months terms count under


@dataclass(frozen=True)
class MonthOnly:
    """A month without its year, or the last month of a longer period; the title or the day of payment has to tell."""

    month: int
    first: int | None = None  # where the longer period begins

    def paid(self, day: date) -> int:
        """The last such period that had begun by the day of payment."""
        return (day.year - ((self.first or self.month) > day.month)) * 100 + self.month


def read(cell: Cell) -> int | MonthOnly | None:
    """As `listed`, but null where the cell cannot be read."""
    try:
        return listed(cell)
    except Unusable:
        return None


def listed(cell: Cell) -> int | MonthOnly | None:
    """The period a cell names; null where it says nothing.

    202405, 2024年5月, 2024年第二季度, 2024.1-3月, 2024/2025学年第一学期, 2024年; without a year 5月, 一季度, 1-3月.

    Raises:
        Unusable: something is said, but not which period; to guess the month of payment would make two months one.
    """
    if isinstance(cell, date | datetime):
        return cell.year * 100 + cell.month
    written = dates.arabic(BRACKETED.sub("", squeezed(cell))).removesuffix("份")
    if written in ("", "-", "--", "/", "无"):
        return None
    if not DAY.fullmatch(written) and (
        match := MONTHS.fullmatch(written) or FULL_MONTHS.fullmatch(written) or MONTHS_ONLY.fullmatch(written)
    ):
        return _range(**match.groupdict())
    if match := QUARTER.fullmatch(written):
        month = 3 * int(match["quarter"] or match["q"])
        return _period(match["year"], month, month - 2)
    if match := HALF.fullmatch(written):
        month = SPRING if match["half"][0] in "上春" else AUTUMN
        return _period(match["year"], month, month - 5)
    if match := SCHOOL_YEAR.fullmatch(written):
        return _school_year(int(match["year"]), int(match["next"]), match["term"])
    if match := WHOLE_YEAR.fullmatch(written):
        return _period(match["year"], 12)
    if match := MONTH.fullmatch(written):
        return _period(None, int(match[1]))
    day = dates.read(cell if isinstance(cell, float) else written)
    return _period(str(day.year), day.month) if day else None


def _period(year: str | None, month: int, first: int | None = None) -> int | MonthOnly:
    if not 1 <= (first or month) <= month <= 12 or (year is not None and int(year) not in YEARS):
        raise Unusable(Reason.BAD_DATE)
    return MonthOnly(month, first) if year is None else int(year) * 100 + month


def _range(first: str, month: str, year: str | None = None, until: str | None = None) -> int | MonthOnly:
    if year is not None and until is not None and int(year) < int(until):
        _period(year, int(first))
        return _period(until, int(month))
    return _period(year, int(month), int(first))


def _school_year(year: int, following: int, term: str | None) -> int | MonthOnly:
    """The autumn term counts under the end of its year, the spring term and the whole school year under June."""
    if following != year + 1:
        raise Unusable(Reason.BAD_DATE)
    return _period(str(year), AUTUMN) if term in ("1", "上", "秋") else _period(str(following), SPRING)


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
        return period.paid(pay_date)
    return period if period is not None else pay_date.year * 100 + pay_date.month


def last_day(period: int) -> date:
    """The last day of a period."""
    year, month = divmod(period, 100)
    return date(year, month, monthrange(year, month)[1])
