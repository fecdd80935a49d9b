from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from serving.corrections.views import CorrectionForm
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


CLEARED = Entered(result="cleared", verified="2025-01-21", note="车已转让", fact="vehicle:1a", wrong="absent")


def test_the_fact_chosen_as_wrong_is_corrected_with_a_cleared_case_only() -> None:
    found = outcome_of(CLEARED, TODAY, "zh").correction
    assert found == CorrectionForm("vehicle:1a", "absent")
    assert outcome_of(replace(CLEARED, fact=""), TODAY, "zh").correction is None
    assert outcome_of(replace(CONFIRMED, fact="vehicle:1a", wrong="absent"), TODAY, "zh").correction is None


def test_a_wrong_date_comes_with_the_right_one() -> None:
    dated = replace(CLEARED, wrong="date:registered", should_be="2024-03-01")
    right = CorrectionForm("vehicle:1a", "other_date", "registered", date(2024, 3, 1))
    assert outcome_of(dated, TODAY, "zh").correction == right


@pytest.mark.parametrize(
    ("change", "said"),
    [({"wrong": ""}, "错在哪里"), ({"wrong": "other_date"}, "错在哪里"), ({"note": " "}, "依据")]
    + [({"wrong": "date:registered", "should_be": text}, "正确的日期") for text in ("", "明天")],
)
def test_a_correction_without_what_it_needs_is_refused(change: dict[str, str], said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        outcome_of(replace(CLEARED, **change), TODAY, "zh")
