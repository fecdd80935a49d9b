from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from serving.pages.contexts.outcome import Entered
from serving.pages.entry import Unreadable, outcome_of
from serving.pages.languages import LANGUAGES

TODAY = date(2025, 1, 22)
CONFIRMED = Entered(result="confirmed", verified="2025-01-21", disposal="put_right", recovered_yuan="1,200.50")


@pytest.mark.parametrize(
    ("text", "yuan"),
    [("", None), ("1200", "1200"), ("1,200.50", "1200.50"), ("１２００元", "1200"), (" 0 ", "0"), ("￥12", "12")],
)
def test_money_is_read_as_people_write_it_and_nothing_is_not_zero(text: str, yuan: str | None) -> None:
    form = outcome_of(replace(CONFIRMED, recovered_yuan=text), TODAY, "zh")
    assert form.recovered_yuan == (None if yuan is None else Decimal(yuan))


@pytest.mark.parametrize("text", ["abc", "-5", "1.234", "1e3", "NaN", "Infinity", "99999999999"])
def test_money_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="元"):
        outcome_of(replace(CONFIRMED, recovered_yuan=text), TODAY, "zh")


@pytest.mark.parametrize(
    "entered",
    [
        Entered(),
        replace(CONFIRMED, result="guilty"),
        replace(CONFIRMED, verified=""),
        replace(CONFIRMED, verified="2025-01-23"),
        replace(CONFIRMED, verified="21.01.2025"),
        replace(CONFIRMED, disposal=""),
        replace(CONFIRMED, disposal="forgotten"),
        Entered(result="inconclusive", verified="2025-01-21", note="  "),
    ],
)
def test_what_is_missing_or_impossible_is_said_in_both_languages(entered: Entered) -> None:
    said = set()
    for language in LANGUAGES:
        with pytest.raises(Unreadable) as refusal:
            outcome_of(entered, TODAY, language)
        said.add(str(refusal.value))
    assert len(said) == len(LANGUAGES)


def test_what_belongs_to_another_result_than_the_chosen_one_is_left_aside() -> None:
    form = outcome_of(replace(CONFIRMED, result="cleared", register_wrong=True), TODAY, "zh")
    assert (form.disposal, form.recovered_yuan, form.register_wrong) == (None, None, True)
    assert not outcome_of(replace(CONFIRMED, register_wrong=True), TODAY, "zh").register_wrong
