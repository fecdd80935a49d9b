from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.files.vocabulary import vocabulary
from records.values import amounts
from records.values.reasons import Unusable
from records.values.text import Cell

UNITS = vocabulary().units
fens = st.integers(0, 10**11)


def fen_of(cell: Cell, factor: Decimal = amounts.ONE) -> int | None:
    return amounts.fen(cell, UNITS["money"], factor)


def mu_of(cell: Cell, factor: Decimal = amounts.ONE) -> float | None:
    return amounts.measure(cell, UNITS["area"], factor)


@given(fens)
def test_no_fen_is_lost_whether_a_cell_is_text_or_number(fen: int) -> None:
    yuan = Decimal(fen) / 100
    assert fen_of(f"{yuan:.2f}") == fen
    assert fen_of(f"{yuan:,.2f}元") == fen
    assert fen_of(float(yuan)) == fen


@given(st.integers(0, 10**9))
def test_ten_thousands_of_yuan_are_exact(fen: int) -> None:
    written = Decimal(fen) / 1_000_000
    assert fen_of(str(written.normalize()), Decimal(10_000)) == fen
    assert fen_of(f"{written:f}万元") == fen


@given(fens, fens)
def test_order_is_kept(one: int, other: int) -> None:
    first, second = fen_of(one / 100), fen_of(other / 100)
    assert first is not None
    assert second is not None
    assert (first < second) == (one < other)


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        (0.1 + 0.2, 30),
        ("￥1,234.50", 123450),
        ("１２３．４５", 12345),
        ("(12.5)", -1250),
        ("-3", -300),
        ("1.5E3", 150000),
        (" 88 元整", 8800),
        ("1.2万", 1200000),
        ("3百元", 30000),
    ],
)
def test_amounts_are_read_however_written(cell: str | float, fen: int) -> None:
    assert fen_of(cell) == fen


@pytest.mark.parametrize("cell", ["", None, "-", "—", " "])
def test_an_empty_amount_is_missing_not_zero(cell: str | None) -> None:
    assert fen_of(cell) is None


@pytest.mark.parametrize("cell", ["若干", "500亩", "3人", "12..5", "3-5", True, float("nan"), float("inf")])
def test_what_is_no_number_is_not_guessed(cell: str | float) -> None:
    with pytest.raises(Unusable):
        fen_of(cell)


def test_areas_take_the_headers_unit() -> None:
    assert mu_of("2", Decimal(15)) == 30.0
    assert mu_of("1000", Decimal("0.0015")) == 1.5
    with pytest.raises(Unusable):
        mu_of("-1")


def test_a_unit_written_in_the_cell_is_converted_or_refused_never_dropped() -> None:
    assert [mu_of(cell) for cell in ("2000平方米", "2000㎡", "0.2公顷", "3市亩")] == [3.0, 3.0, 3.0, 3.0]
    assert mu_of("2亩", Decimal(15)) == 2.0
    assert amounts.measure("120 m2", UNITS["floor_area"]) == 120.0
    for cell in ("1.2万", "30元", "2棵"):
        with pytest.raises(Unusable):
            mu_of(cell)


@pytest.mark.parametrize("cell", ["1e30", "9" * 27, 1e30, "1E+400"])
def test_a_number_beyond_all_reason_is_unusable_and_stops_nothing(cell: str | float) -> None:
    with pytest.raises(Unusable):
        fen_of(cell)
    with pytest.raises(Unusable):
        mu_of(cell)
