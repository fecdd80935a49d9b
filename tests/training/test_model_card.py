"""The model card says the same in both languages, and nothing that was not measured."""

import math
import re
from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from records.home import Home
from training.assessment import Today, assess
from training.cases import splits
from training.drift import reference
from training.estimators.scorer import Dictionary
from training.evaluation import yardsticks
from training.evaluation.walking import Cases, forward
from training.fairness.group_measures import Population
from training.folder import pictured
from training.folder.card import Card
from training.model_card import content, page, pictures, shown
from training.settings import Settings


@pytest.fixture
def card(
    home: Home,
    make_cases: Callable[..., Cases],
    make_bundle: Callable[..., object],
    dictionary: Dictionary,
    quick: Settings,
) -> Card:
    """A card with everything that a training run measures."""
    cases = make_cases(batches=4, size=150)
    enough = quick.enough.model_copy(update={"labels": 80, "confirmed": 10})
    walked = forward(cases, splits.walk_forward(cases.labels, enough, cases.visible), dictionary, quick)
    keys = cases.features.index
    people = pd.DataFrame(
        {"person_key": keys, "programme": "dibao", "township": np.where(keys % 2 == 0, "东乡", "西乡"),
         "sex": np.where(keys % 3 == 0, "male", "female"), "birth": pd.Timestamp("1950-01-01"), "disabled": None},
        index=keys,
    )  # fmt: skip
    day = date(2025, 1, 1)
    looks = reference.of(day, cases.features, people["programme"], len(keys))
    population = Population(people, pd.Timestamp(day), pd.Series(0.2, index=keys), 50)
    found = assess(home, cases, walked, quick, Today(population, looks, cases.features))
    kept: Card = make_bundle(home).card  # type: ignore[attr-defined]
    contributions = pd.DataFrame({"age": [0.1, 0.4], "amount": [-0.9, 0.2], "anomaly": [0.0, 0.1], "base": [1.0, 1.0]})
    return kept.model_copy(
        update={"evaluation": found.evaluation, "verdict": found.verdict, "against": found.against,
                "groups": found.groups, "drift": found.drift, "pictured": pictured.of(walked, contributions, ())}
    )  # fmt: skip


def test_a_card_reads_back_as_it_was_written(card: Card) -> None:
    assert Card.model_validate_json(card.model_dump_json()).model_dump_json() == card.model_dump_json()


def test_both_languages_have_the_same_parts_tables_and_pictures(card: Card) -> None:
    zh, en = (content.of(card, "v1", language) for language in page.TAGS)
    assert len(zh.sections) == len(en.sections)
    for mine, english in zip(zh.sections, en.sections, strict=True):
        assert mine.title != english.title
        assert [one.name for one in mine.pictures] == [one.name for one in english.pictures]
        assert len(mine.points) == len(english.points)
        assert (mine.table is None) == (english.table is None)
        for table in (english.table, english.more):
            assert table is None or all(len(row) == len(table.headings) for row in table.rows)


def test_english_is_english_but_for_the_names_of_places(card: Card) -> None:
    said = re.sub("[东西]乡", "", page.html(card, "v1", "en"))
    assert not re.search("[一-鿿]", re.sub(r"font[^;>]*", "", said))


def test_the_file_for_mlflow_needs_no_other_and_holds_every_picture(card: Card) -> None:
    text = page.html(card, "v1", "zh")
    assert text.count("<svg") == len(shown.NAMES)
    assert not re.search(r"""(src|href)=["'](https?:)?//""", text)
    assert "<script" not in text


def test_a_card_of_an_earlier_release_shows_what_it_has(card: Card) -> None:
    old = card.model_copy(update={"groups": (), "drift": None, "pictured": None, "against": (), "comparison": None})
    text = page.html(old, "v1", "zh")
    assert "<svg" not in text
    assert "不得用于" in text
    assert pictures.drawn(old, "groups", "zh") == ""


def test_the_model_stands_first_in_the_table_with_its_lead_over_every_yardstick(card: Card) -> None:
    table = content.of(card, "v1", "en").sections[1].table
    assert table is not None
    assert table.rows[0][0] == "model"
    assert len(table.rows) == 1 + len(yardsticks.NAMES)
    assert all(row[3] for row in table.rows[1:])


def test_what_was_not_measured_is_a_dash_and_never_nan(card: Card) -> None:
    blank = tuple(
        row.model_copy(update={"calibration_error": math.nan, "yuan_capacity": math.nan}) for row in card.evaluation
    )
    text = page.html(card.model_copy(update={"evaluation": blank}), "v1", "en")
    assert "—" in text
    assert ">nan" not in text
