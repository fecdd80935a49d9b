"""What is special about payouts and verification results: days, periods and programmes."""

from functools import cache

from records import payout_amounts, periods
from records.batches import Shared
from records.cells import Values
from records.complaints import no_programme, no_required_column
from records.errors import UnknownFile
from records.periods import MonthOnly
from records.reading import SheetReading, SheetResult
from records.reasons import Reason
from records.recognition import Recognised


def read_sheet(found: Recognised, shared: Shared, file: str) -> SheetResult:
    """Read every record of a sheet; each is accepted or rejected with a reason.

    Raises:
        UnknownFile: a list of payouts names no known programme, neither in a column nor in its title.
    """
    sheet = SheetReading(found, shared)
    for name, column in found.kind.columns.items():
        if column.type == "resident_id":
            sheet.require(name, Reason.NO_ID)
    if "programme" in found.kind.columns:
        _programme(sheet)
    if found.kind.kind == "payout":
        if sheet.records and not any(sheet.values("programme")):
            raise UnknownFile(no_programme(file, found.sheet.name, sheet.read["programme"].unread))
        payout_amounts.check(sheet)
        sheet.require("programme", Reason.NO_PROGRAMME)
        _pay_dates(sheet, file)
        sheet.reject(payout_amounts.negative(sheet))
        sheet.require("pay_date", Reason.NO_DATE)
    if found.kind.once:
        sheet.reject_repeated()
    sheet.reject_future()
    for name, values in sheet.read.items():
        sheet.tolerate(name, values)
    if found.kind.kind == "finding":
        _verified_days(sheet)
    return sheet.result()


def _programme(sheet: SheetReading) -> None:
    """Where a list has no column for the programme, its title says which one it is."""
    column = sheet.read.get("programme")
    if column is not None and (column.problems or any(column.values)):
        if column.unread:
            sheet.notes.append(f"不认识的补贴项目：{'、'.join(column.unread[:5])}")
        return
    code = sheet.kind.programme or sheet.shared.readers.programmes.in_titles(sheet.found.titles)
    sheet.read["programme"] = Values([code] * len(sheet.records))
    if code is not None:
        source = "本县的表头说明" if sheet.kind.programme else "标题"
        sheet.notes.append(f"补贴项目取自{source}：{sheet.shared.readers.words.programmes[code].name}")


def _pay_dates(sheet: SheetReading, file: str) -> None:
    """A payout without a day counts from the last day of its period, when all of the period is over.

    A list without a column for either may name the month or year in its title. What stands there for a period and
    cannot be read leaves the payout without one: neither the title nor the day of payment says what was meant.
    """
    titled = periods.in_titles(sheet.found.titles)
    if titled is None and not {"period", "pay_date"} & set(sheet.read):
        found = sheet.found
        raise UnknownFile(
            no_required_column(file, found.sheet.name, found.headers, found.kind, ["pay_date"], found.unknown)
        )
    column = sheet.read.get("period", Values([None] * len(sheet.records)))
    meant = {period: _with_year(period, titled) for period in set(column.values)}
    listed = [None if i in column.problems else meant[period] for i, period in enumerate(column.values)]
    days = sheet.read.setdefault("pay_date", Values([None] * len(sheet.records)))
    assumed = 0
    for i, period in enumerate(listed):
        if days.values[i] is None and i not in days.problems and isinstance(period, int):
            days.values[i] = periods.last_day(period)
            assumed += 1
    if assumed:
        sheet.notes.append(f"{assumed} 行没有发放日期，按所属期最后一天计")
    dated = enumerate(zip(listed, days.values, strict=True))
    paid = cache(periods.of_payment)  # a list has few periods and days, and very many rows
    known = [None if day is None or i in column.problems else paid(p, day) for i, (p, day) in dated]
    sheet.read["period"] = Values(known, column.problems, column.unread)


def _verified_days(sheet: SheetReading) -> None:
    """A result without its day was known when it came in, whenever anybody found it out."""
    days = sheet.read.setdefault("verified", Values([None] * len(sheet.records)))
    told = zip(days.values, sheet.values("result"), strict=True)
    undated = [i for i, (day, result) in enumerate(told) if day is None and result is not None]
    for i in undated:
        days.values[i] = sheet.shared.today
    if undated:
        sheet.notes.append(f"{len(undated)} 行有核查结果而没有核查日期，按导入日计，回溯检验中早于此日看不到")


def _with_year(period: int | MonthOnly | None, titled: int | None) -> int | MonthOnly | None:
    """A row's period; a month without its year takes the title's, a row without any the title's period."""
    if titled is None or isinstance(period, int):
        return period
    return titled if period is None else titled // 100 * 100 + period.month
