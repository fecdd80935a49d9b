from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.values import dates
from records.values.reasons import Reason, Unusable

days = st.dates(date(1911, 1, 1), date(2098, 12, 31))
FORMS = (
    "{0:%Y-%m-%d}", "{0:%Y/%m/%d}", "{0:%Y.%m.%d}", "{0:%Y%m%d}", "{0:%Y年%m月%d日}", "{0.year}年{0.month}月{0.day}日",
    "{0.year}/{0.month}/{0.day}", "{0.year}-{0.month}-{0.day}", "{0.year} 年 {0.month} 月 {0.day} 日",
    "{0:%Y-%m-%d} 00:00:00", "{0:%Y-%m-%d}T09:30:00", "{0:%Y%m%d}093000",
)  # fmt: skip


@given(days, st.sampled_from(FORMS))
def test_every_form_of_a_date_is_the_same_day(day: date, form: str) -> None:
    assert dates.read(form.format(day)) == day


@given(days)
def test_a_spreadsheets_dates_and_serial_numbers_are_days(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    for cell in (day, datetime(day.year, day.month, day.day, 9, 30), serial, float(serial), str(serial), serial + 0.5):
        assert dates.read(cell) == day


@given(days)
def test_numbers_that_spell_a_date_are_that_date(day: date) -> None:
    assert dates.read(float(f"{day:%Y%m%d}")) == day
    assert dates.read(int(f"{day:%Y%m%d}")) == day


@given(days, st.sampled_from(["{0:%Y%m}", "{0:%Y-%m}", "{0:%Y年%m月}", "{0.year}/{0.month}"]))
def test_a_month_alone_means_its_last_day(day: date, form: str) -> None:
    found = dates.read(form.format(day))
    assert found is not None
    assert (found.year, found.month) == (day.year, day.month)
    assert (found + timedelta(days=1)).day == 1


def test_dates_in_chinese_numerals_are_read() -> None:
    assert dates.read("二〇二四年五月十一日") == date(2024, 5, 11)
    assert dates.read("二零二四年十二月二十日") == date(2024, 12, 20)
    assert dates.read("二○二四年十月三十一日") == date(2024, 10, 31)


@pytest.mark.parametrize(
    "cell", ["1900-01-01", "1900/1/1 0:00:00", "19000101", date(1900, 1, 1), datetime(1899, 12, 31), "1899-12-30"]
)
def test_a_day_that_stands_for_no_day_is_not_read_as_one(cell: object) -> None:
    with pytest.raises(Unusable) as caught:
        dates.read(cell)
    assert caught.value.reason is Reason.BAD_DATE


@pytest.mark.parametrize("day", [date(1899, 12, 29), date(1900, 1, 2), date(1900, 12, 31), date(1905, 3, 1)])
def test_somebody_very_old_keeps_his_day(day: date) -> None:
    assert dates.read(f"{day:%Y-%m-%d}") == day


@pytest.mark.parametrize("cell", ["", None, " ", "-", "无"])
def test_an_empty_cell_is_no_date(cell: str | None) -> None:
    assert dates.read(cell) is None


@pytest.mark.parametrize(
    "cell", ["2024-13-01", "2024-02-30", "不详", "5月", "12", 3.0, "20241301", "99999999", "5/11/24"]
)
def test_what_is_no_date_is_not_guessed(cell: str | float) -> None:
    with pytest.raises(Unusable) as caught:
        dates.read(cell)
    assert caught.value.reason is Reason.BAD_DATE


def test_a_number_whose_final_0_may_be_eaten_is_no_january() -> None:
    with pytest.raises(Unusable) as caught:
        dates.read(2024.1)
    assert caught.value.reason is Reason.EATEN_MONTH
    assert [dates.read(cell) for cell in (2024.2, 2024.01, "2024.1", "2024.10")] == [
        date(2024, 2, 29), date(2024, 1, 31), date(2024, 1, 31), date(2024, 10, 31),
    ]  # fmt: skip


def test_other_cells_of_the_column_tell_that_months_have_two_digits() -> None:
    assert dates.restored([2024.09, 2024.1, 2024.11]) == [2024.09, "2024.10", 2024.11]
    assert dates.restored(["2024.09", "2024.1"]) == ["2024.09", "2024.10"]
    assert dates.restored([2024.1, 2024.9]) == [2024.1, 2024.9]
