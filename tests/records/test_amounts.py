from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records import amounts
from records.reasons import Unusable

fens = st.integers(0, 10**11)


@given(fens)
def test_no_fen_is_lost_whether_a_cell_is_text_or_number(fen: int) -> None:
    yuan = Decimal(fen) / 100
    assert amounts.fen(f"{yuan:.2f}") == fen
    assert amounts.fen(f"{yuan:,.2f}元") == fen
    assert amounts.fen(float(yuan)) == fen


@given(st.integers(0, 10**9))
def test_ten_thousands_of_yuan_are_exact(fen: int) -> None:
    written = Decimal(fen) / 1_000_000
    assert amounts.fen(str(written.normalize()), Decimal(10_000)) == fen
    assert amounts.fen(f"{written:f}万元") == fen


@given(fens, fens)
def test_order_is_kept(one: int, other: int) -> None:
    first, second = amounts.fen(one / 100), amounts.fen(other / 100)
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
    ],
)
def test_amounts_are_read_however_written(cell: str | float, fen: int) -> None:
    assert amounts.fen(cell) == fen


@pytest.mark.parametrize("cell", ["", None, "-", "—", " "])
def test_an_empty_amount_is_missing_not_zero(cell: str | None) -> None:
    assert amounts.fen(cell) is None


@pytest.mark.parametrize("cell", ["若干", "12..5", "3-5", True, float("nan"), float("inf")])
def test_what_is_no_number_is_not_guessed(cell: str | float) -> None:
    with pytest.raises(Unusable):
        amounts.fen(cell)


def test_areas_take_the_headers_unit() -> None:
    assert amounts.measure("2", Decimal(15)) == 30.0
    assert amounts.measure("1000", Decimal("0.0015")) == 1.5
    with pytest.raises(Unusable):
        amounts.measure("-1")
