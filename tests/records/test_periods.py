from datetime import date

import pytest

from records import periods
from records.periods import MonthOnly


@pytest.mark.parametrize(
    ("cell", "period"),
    [
        ("202405", 202405),
        (202405.0, 202405),
        ("2024-05", 202405),
        ("2024年5月", 202405),
        ("2024年05月份", 202405),
        ("2024-05-11", 202405),
        (date(2024, 5, 1), 202405),
        ("2024年第二季度", 202406),
        ("2024年1季度", 202403),
        ("2024Q4", 202412),
        ("2024", 202412),
        ("2024年度", 202412),
        ("2024年1-3月", 202403),
        ("202401-202403", 202403),
        ("2024年上半年", 202406),
        ("2024年秋季学期", 202412),
        ("", None),
        ("本期", None),
    ],
)
def test_a_period_counts_under_its_last_month(cell: str | float | date, period: int | None) -> None:
    assert periods.read(cell) == period


def test_a_month_alone_takes_the_year_of_the_payment() -> None:
    assert periods.read("5月") == MonthOnly(5)
    assert periods.of_payment(MonthOnly(5), date(2024, 6, 3)) == 202405
    assert periods.of_payment(MonthOnly(12), date(2025, 1, 8)) == 202412


def test_without_a_period_the_month_of_payment_counts() -> None:
    assert periods.of_payment(None, date(2024, 6, 3)) == 202406


def test_the_last_day_of_a_period_knows_leap_years() -> None:
    assert periods.last_day(202402) == date(2024, 2, 29)
