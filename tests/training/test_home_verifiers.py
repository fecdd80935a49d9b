"""Comparing verifiers on a whole county, by a model without places."""

from dataclasses import replace
from pathlib import Path

import pytest

from experiments.county import draw, write
from records.home import Home
from records.imports.importing import import_folder
from rules import catalogue
from training.errors import InsufficientOutcomes
from training.estimators.scorer import Dictionary
from training.settings import Settings
from training.visits import home_verifiers


def test_columns_that_count_outcomes_of_a_place_are_left_out_and_others_stay(home: Home) -> None:
    names = ("age", "township_excess", "village_excess", "neighbours_cleared", "rate_rule_max", "rate_bureau_township")
    known = Dictionary(names, ("age",), {"township_excess": 1}, names)
    kept = home_verifiers.without_places(known, catalogue.in_force(home))
    assert kept.columns == kept.directed == ("age", "rate_rule_max")


def test_before_any_batch_there_is_nobody_to_compare(home: Home) -> None:
    assert home_verifiers.of_batches(home).table.empty


@pytest.mark.slow
def test_every_township_of_a_county_is_compared_by_name(tmp_path: Path, home: Home, quick: Settings) -> None:
    write(tmp_path / "county", 3000, seed=5, style=replace(draw(5), batches=3, batch_share=0.04))
    import_folder(home, tmp_path / "county")
    small = quick.model_copy(update={"enough": quick.enough.model_copy(update={"labels": 60, "confirmed": 8})})
    table = home_verifiers.forward(home, settings=small).table
    assert len(table) > 1
    assert table["verifier"].map(lambda name: isinstance(name, str)).all()
    assert table["expected"].sum() == pytest.approx(table["confirmed"].sum(), rel=0.02)
    with pytest.raises(InsufficientOutcomes):
        home_verifiers.forward(
            home, settings=small.model_copy(update={"enough": small.enough.model_copy(update={"labels": 10**6})})
        )
