from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serving.pages import formatting


@pytest.mark.parametrize(
    ("fen", "zh", "en"),
    [
        (315000, "3,150 元", "¥3,150"),
        (315050, "3,150.50 元", "¥3,150.50"),
        (-100, "-1 元", "-¥1"),
        (0, "0 元", "¥0"),
        (None, "—", "—"),
    ],
)
def test_fen_are_shown_as_yuan_with_separators_and_cents_only_where_there_are_any(
    fen: int | None, zh: str, en: str
) -> None:
    assert formatting.yuan(fen) == zh
    assert formatting.yuan(fen, "en") == en


@given(st.integers(min_value=-(10**14), max_value=10**14))
def test_no_fen_is_lost_on_the_way_to_yuan(fen: int) -> None:
    text = formatting.yuan(fen).removesuffix(" 元").replace(",", "")
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, _, cents = digits.partition(".")
    assert int(f"{sign}{whole}{cents or '00'}") == fen


@given(st.floats(min_value=0, max_value=1))
def test_no_probability_is_ever_shown_as_certain(share: float) -> None:
    assert formatting.percent(share) not in ("0%", "100%")


def test_moments_are_shown_in_beijing_time_whether_or_not_they_carry_a_zone() -> None:
    assert formatting.moment(datetime(2025, 1, 22, 16, 30)) == "2025-01-23 00:30"
    assert formatting.moment(datetime(2025, 1, 22, 16, 30, tzinfo=UTC)) == "2025-01-23 00:30"


def test_a_missing_value_is_a_dash_and_never_a_zero() -> None:
    shown = {formatting.day(None), formatting.moment(None), formatting.month(None), formatting.mu(None)}
    assert shown == {formatting.MISSING}


def test_days_months_and_areas_read_as_on_paper() -> None:
    assert formatting.day(date(2024, 3, 2)) == "2024-03-02"
    assert formatting.month(202403) == "2024-03"
    assert formatting.mu(6.80) == "6.8 亩"
    assert formatting.mu(10.0) == "10 亩"
