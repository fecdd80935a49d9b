from datetime import date

import pytest

from records.values import periods
from records.values.periods import MonthOnly
from records.values.reasons import Unusable


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
        ("2024.1-3月", 202403),
        ("2024.11-2025.1", 202501),
        ("2024年1月至3月", 202403),
        ("202401-03", 202403),
        ("2024年度第一季度", 202403),
        ("二〇二四年五月", 202405),
        ("2024年5月(补发)", 202405),
        ("2024/2025学年第一学期", 202412),
        ("2024-2025学年春季学期", 202506),
        ("2024/2025学年", 202506),
        ("", None),
        ("无", None),
    ],
)
def test_a_period_counts_under_its_last_month(cell: str | float | date, period: int | None) -> None:
    assert periods.listed(cell) == period


@pytest.mark.parametrize("cell", ["本期", "202413", "2024年13月", "2024.12-3月", "2024/2026学年", "13月", 2024.1])
def test_what_names_no_period_is_unusable_and_never_guessed(cell: str | float) -> None:
    with pytest.raises(Unusable):
        periods.listed(cell)


def test_a_longer_period_without_its_year_is_the_last_that_had_begun_when_it_was_paid() -> None:
    for cell in ("一季度", "第1季度", "Q1", "1-3月", "1月至3月"):
        assert periods.listed(cell) == MonthOnly(3, 1)
    assert periods.of_payment(MonthOnly(3, 1), date(2024, 2, 10)) == 202403
    assert periods.of_payment(MonthOnly(12, 7), date(2025, 1, 20)) == 202412


def test_a_month_alone_takes_the_year_of_the_payment() -> None:
    assert periods.read("5月") == MonthOnly(5)
    assert periods.of_payment(MonthOnly(5), date(2024, 6, 3)) == 202405
    assert periods.of_payment(MonthOnly(12), date(2025, 1, 8)) == 202412


def test_without_a_period_the_month_of_payment_counts() -> None:
    assert periods.of_payment(None, date(2024, 6, 3)) == 202406


def test_the_last_day_of_a_period_knows_leap_years() -> None:
    assert periods.last_day(202402) == date(2024, 2, 29)
