import math
from datetime import date

import pytest

from serving.pages import look
from serving.pages.contexts.frame import frame
from serving.pages.contexts.model import ModelPage, model_page
from serving.pages.contexts.yardsticks import batches_of, yardsticks_of
from serving.pages.languages import LANGUAGES, Language
from training.estimators import levels
from training.evaluation import yardsticks
from training.folder.card import Card, Measures, Verdict
from training.home.registry import ModelEntry


def measures(scorer: str, batch: str, precision: float) -> Measures:
    known = {name: 0.5 for name in Measures.model_fields if name not in ("scorer", "batch", "cases", "confirmed")}
    said = {**known, "average_precision": precision, "calibration_error": math.nan, "yuan_capacity": 1234.0}
    return Measures(scorer=scorer, batch=batch, cases=100, confirmed=20, **said)


def a_card() -> Card:
    scorers = {"model": 0.6, **{name: 0.2 + place / 50 for place, name in enumerate(yardsticks.NAMES)}}
    rows = tuple(measures(s, batch, ap) for s, ap in scorers.items() for batch in ("all", "4", "5"))
    return Card.model_construct(
        as_of=date(2025, 12, 31),
        labels=577,
        confirmed=125,
        columns=("a", "b"),
        catalogue_version="abc",
        verdict=Verdict(passed=True, reasons=()),
        levels=levels.default(),
        evaluation=rows,
    )


def page(language: Language = "zh", card: Card | None = None) -> ModelPage:
    entry = ModelEntry("v1", date(2025, 12, 31), 577, "abc", 0.6, 0.03, "passed", True, False)
    return model_page(frame(language, "/model", "token", None), None if card is None else "v1", card, (entry,))


def test_the_model_stands_first_and_every_yardstick_beside_it() -> None:
    rows = page(card=a_card()).measures
    assert [row.ours for row in rows] == [True] + [False] * len(yardsticks.NAMES)


def test_the_page_says_the_best_simple_order_in_its_first_sentence() -> None:
    last = list(yardsticks.NAMES.values())[-1][0]  # the one with the highest average precision above
    assert last in page(card=a_card()).text


def test_what_was_not_measured_is_a_dash() -> None:
    assert page(card=a_card()).measures[0].cells[-1] == "—"


def test_the_charts_show_all_orders_and_all_batches() -> None:
    assert len(yardsticks_of(a_card(), "zh")) == len(yardsticks.NAMES) + 1
    batches, lines = batches_of(a_card(), "zh")
    assert batches == ("4", "5")
    assert all(len(line.values) == 2 for line in lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_written_with_a_model_and_without(language: Language) -> None:
    assert "/model/v1/yardsticks-narrow.svg" in look.html(page(language, a_card()))
    assert "mingcha train" in look.html(page(language))
