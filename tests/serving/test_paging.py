"""Cursors stand for a place, and anything else is refused."""

import pytest

from serving import paging
from serving.refusals import InvalidCursor


def test_a_cursor_says_where_a_page_ended() -> None:
    page, cursor = paging.page([1, 2, 3], 2, "cases", lambda number: number)
    assert page == [1, 2]
    assert paging.after(cursor, "cases") == 2
    assert paging.page([3], 2, "cases", lambda number: number) == ([3], None)
    assert paging.after_value(paging.write("probability", 0.4, 7), "probability") == (0.4, 7)
    assert paging.after_text(paging.write("rules", "paid-twice"), "rules") == "paid-twice"


@pytest.mark.parametrize("number", [2**63, -1, 10**400, 1.5, True, "7", None])
def test_a_number_no_database_can_hold_is_none_of_ours(number: object) -> None:
    with pytest.raises(InvalidCursor):
        paging.after(paging.write("cases", number), "cases")  # type: ignore[arg-type]
    with pytest.raises(InvalidCursor):
        paging.after_value(paging.write("probability", 0.5, number), "probability")  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [10**400, float("nan"), float("inf"), "1"])
def test_a_value_that_is_no_number_is_none_of_ours(value: object) -> None:
    with pytest.raises(InvalidCursor):
        paging.after_value(paging.write("probability", value, 1), "probability")  # type: ignore[arg-type]


@pytest.mark.parametrize("cursor", ["", "x", "=", "W10", "bnVsbA", "!!!!", "é", "W" * 200])
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        paging.after(cursor, "cases")


def test_a_cursor_of_another_list_is_refused() -> None:
    with pytest.raises(InvalidCursor):
        paging.after(paging.write("rules", 7), "cases")
