"""From what a column means to what stands in its cells: dates, periods, amounts with units, ids, names."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.county.calendar import as_date
from experiments.county.chance import Texts, pick
from experiments.county.mess import write_ids, write_names
from experiments.county.style import Style

TEN_THOUSAND = 10_000
EXCEL_EPOCH = 25_569  # the serial number of 1970-01-01 in a workbook
ID, NAME, DAY, PERIOD, YUAN, MU, SQUARE_METRES, PLAIN = "id", "name", "day", "period", "yuan", "mu", "m2", "plain"
UNITS = {YUAN: "元", MU: "亩", SQUARE_METRES: "㎡"}


@dataclass(frozen=True)
class Column:
    """One column of a table: its key in words.yaml's headers, what it holds, and its values (days as numbers)."""

    header: str
    holds: str
    values: Any


@dataclass(frozen=True)
class Written:
    """The column as it stands in the file; `dates` marks real date cells."""

    header: str
    cells: list[Any]
    dates: bool = False


def date_text(number: int, form: str) -> str | int:
    """One day in one of the forms bureaus use."""
    day = as_date(number)
    match form:
        case "chinese":
            return f"{day.year}年{day.month}月{day.day}日"
        case "slash":
            return f"{day.year}/{day.month}/{day.day}"
        case "compact":
            return f"{day:%Y%m%d}"
        case "serial":
            return number + EXCEL_EPOCH
        case _:
            return day.isoformat()


def period_text(period: int, form: str) -> str:
    """One month (yyyymm) in one of the forms bureaus use."""
    year, month = divmod(period, 100)
    return {"202405": f"{period}", "2024-05": f"{year}-{month:02d}"}.get(form, f"{year}年{month}月")


def _days(values: Any, form: str, mixed: float, excel: bool, rng: np.random.Generator) -> list[Any]:
    numbers = np.asarray(values, dtype=float)
    known = np.unique(numbers[np.isfinite(numbers)]).astype(int)
    if form == "cell" and excel:
        return [None if np.isnan(number) else int(number) + EXCEL_EPOCH for number in numbers]
    texts = {number: date_text(number, form) for number in known.tolist()}
    other = {number: date_text(number, "chinese") for number in known.tolist()} if mixed else texts
    odd = rng.random(len(numbers)) < mixed
    return [None if np.isnan(n) else (other if o else texts)[int(n)] for n, o in zip(numbers, odd, strict=True)]


def write_column(
    column: Column, header: str, style: Style, form: str, per: int, excel: bool, rng: np.random.Generator
) -> Written:
    """Put one column into cells; `form` is the file's date form, `per` how many yuan its unit of money has."""
    values = column.values
    match column.holds:
        case "id":
            return Written(header, write_ids(_objects(values), style.ids, excel, rng).tolist())
        case "name":
            return Written(header, write_names(_objects(values), style.blank_names, style.dot_variants, rng).tolist())
        case "day":
            mixed = 0.1 if rng.random() < style.mixed_dates else 0.0
            return Written(header, _days(values, form, mixed, excel, rng), form == "cell" and excel)
        case "period":
            months = pick(rng, style.period_forms)
            known = {int(period): period_text(int(period), months) for period in np.unique(values)}
            return Written(header, [known[int(period)] for period in values])
        case "yuan":
            return Written(header, _numbers(np.round(np.asarray(values, dtype=float) / per, 2 if per == 1 else 6)))
        case "mu" | "m2":
            return Written(header, _numbers(np.asarray(values, dtype=float)))
        case _:
            return Written(header, list(values))


def _objects(values: Any) -> Texts:
    array = np.empty(len(values), dtype=object)
    array[:] = list(values)
    return array


def _numbers(values: Any) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in values]
