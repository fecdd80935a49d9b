"""What is special about payouts and verification results: days, periods and programmes."""

from functools import cache

from records.errors import UnknownFile
from records.files.complaints import no_programme, no_required_column
from records.files.recognition import Recognised
from records.imports import payout_amounts
from records.imports.batches import Shared
from records.imports.reading import SheetReading, SheetResult
from records.remark import Remark
from records.values import periods
from records.values.cells import Values
from records.values.periods import MonthOnly
from records.values.reasons import Reason


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
            unread = column.unread[:5]
            said = f"不认识的补贴项目：{'、'.join(unread)}", f"programmes that are not known: {', '.join(unread)}"
            sheet.notes.append(Remark(*said))
        return
    code = sheet.kind.programme or sheet.shared.readers.programmes.in_titles(sheet.found.titles)
    sheet.read["programme"] = Values([code] * len(sheet.records))
    if code is not None:
        own = sheet.kind.programme is not None
        zh, en = ("本县的表头说明", "the county's own description") if own else ("标题", "the title")
        name = sheet.shared.readers.words.programmes[code].name
        sheet.notes.append(Remark(f"补贴项目取自{zh}：{name}", f"programme taken from {en}: {name} ({code})"))


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
        en = f"{assumed} rows without a day of payment count from the last day of their period"
        sheet.notes.append(Remark(f"{assumed} 行没有发放日期，按所属期最后一天计", en))
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
        zh = f"{len(undated)} 行有核查结果而没有核查日期，按导入日计，回溯检验中早于此日看不到"
        en = f"{len(undated)} rows with a result but no day of the visit count from today; no backtest sees them before"
        sheet.notes.append(Remark(zh, en))


def _with_year(period: int | MonthOnly | None, titled: int | None) -> int | MonthOnly | None:
    """A row's period; a month without its year takes the title's, a row without any the title's period."""
    if titled is None or isinstance(period, int):
        return period
    return titled if period is None else titled // 100 * 100 + period.month
