from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import skops.io

from features import catalogue
from records.home import Home
from training import bundle
from training.bundle import Bundle
from training.errors import ColumnsDiffer, DamagedBundle
from training.estimators import anomaly, scorer
from training.estimators.calibration import logit

MakeBundle = Callable[..., Bundle]
MakeFeatures = Callable[[int, int], pd.DataFrame]


def test_a_model_scores_the_same_after_it_was_kept_and_loaded(
    home: Home, make_bundle: MakeBundle, make_features: MakeFeatures
) -> None:
    kept, asked = make_bundle(home), make_features(50, 9)
    loaded = bundle.load(home.models / kept.version)
    pd.testing.assert_frame_equal(loaded.score(asked), kept.score(asked), check_exact=True)
    assert loaded.card == kept.card


def test_the_same_training_gives_the_same_version_and_other_cases_another(home: Home, make_bundle: MakeBundle) -> None:
    assert make_bundle(home).version == make_bundle(home).version
    assert make_bundle(home, seed=2).version != make_bundle(home).version


@pytest.mark.parametrize("name", ["card.json", "forest.skops", "trees-00.txt", "manifest.json"])
def test_one_flipped_byte_is_refused_with_a_sentence_before_anything_is_loaded(
    home: Home, make_bundle: MakeBundle, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = home.models / make_bundle(home).version / name
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    monkeypatch.setattr(anomaly, "load", lambda *_: pytest.fail("a damaged folder was loaded"))
    with pytest.raises(DamagedBundle, match=r"model folder .* rollback"):
        bundle.load(file.parent)


def test_a_file_too_many_or_too_few_is_refused(home: Home, make_bundle: MakeBundle) -> None:
    folder = home.models / make_bundle(home).version
    (folder / "extra.txt").write_text("x")
    with pytest.raises(DamagedBundle):
        bundle.load(folder)
    (folder / "extra.txt").unlink()
    (folder / "trees-01.txt").unlink()
    with pytest.raises(DamagedBundle):
        bundle.load(folder)


def test_no_pickle_is_in_the_folder_and_the_forest_holds_trusted_types_only(
    home: Home, make_bundle: MakeBundle
) -> None:
    folder = home.models / make_bundle(home).version
    assert {file.suffix for file in folder.iterdir()} == {".json", ".skops", ".txt"}
    assert set(skops.io.get_untrusted_types(file=folder / "forest.skops")) <= set(anomaly.TRUSTED)


def test_a_forest_of_other_types_is_not_loaded(tmp_path: Path) -> None:
    skops.io.dump(Home(tmp_path), tmp_path / "forest.skops")
    with pytest.raises(skops.io.exceptions.UntrustedTypesFoundException):
        anomaly.load(tmp_path / "forest.skops", ())


def test_missing_and_unknown_columns_are_named(
    home: Home, make_bundle: MakeBundle, make_features: MakeFeatures
) -> None:
    model, asked = make_bundle(home), make_features(5, 9)
    with pytest.raises(ColumnsDiffer, match="lacks the column age"):
        model.score(asked.drop(columns="age"))
    with pytest.raises(ColumnsDiffer, match="shoe_size"):
        model.explain(asked.assign(shoe_size=42.0))


def test_a_family_column_is_never_taken_for_that_of_a_new_rule(
    home: Home, make_bundle: MakeBundle, make_features: MakeFeatures, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = catalogue.families()[0]
    column = family.columns[0].model_copy(update={"name": "band_of_the_family"})
    monkeypatch.setattr(catalogue, "families", lambda: (family.model_copy(update={"columns": (column,)}),))
    with pytest.raises(ColumnsDiffer, match="band_of_the_family"):
        make_bundle(home).score(make_features(5, 9).assign(band_of_the_family=1.0))


def test_columns_of_a_rule_added_later_and_another_order_change_nothing(
    home: Home, make_bundle: MakeBundle, make_features: MakeFeatures
) -> None:
    model, asked = make_bundle(home), make_features(20, 9)
    turned = asked[asked.columns[::-1]].assign(band_new_rule=3.0, strength_new_rule=9.0)
    pd.testing.assert_frame_equal(model.score(turned), model.score(asked))


def test_contributions_of_a_flagged_award_add_up_to_its_log_odds(
    home: Home, make_bundle: MakeBundle, make_features: MakeFeatures
) -> None:
    model, asked = make_bundle(home), make_features(40, 9)
    flagged = asked[asked["rules_hit"] > 0]
    parts = model.explain(flagged)
    assert list(parts.columns) == [*model.columns, "anomaly", "base"]
    slope, shift = model.card.calibration.numbers
    calibrated = logit(model.score(flagged)["probability"].to_numpy())
    np.testing.assert_allclose(slope * parts.sum(axis=1) + shift, calibrated, atol=1e-6)


def test_scores_stay_within_bounds_and_levels_follow_probability(
    home: Home, make_bundle: MakeBundle, make_features: MakeFeatures
) -> None:
    scored = make_bundle(home).score(make_features(300, 9)).sort_values("probability")
    assert scored["probability"].between(0, 1).all()
    assert scored["percentile"].between(0, 100).all()
    assert scored["percentile"].is_monotonic_increasing
    assert set(scored["level"]) <= {"red", "orange", "yellow", "none"}
    assert scored["level"].map(["none", "yellow", "orange", "red"].index).is_monotonic_increasing


def test_awards_no_rule_hit_score_the_declared_background_on_average(
    home: Home, make_bundle: MakeBundle, make_features: MakeFeatures
) -> None:
    asked = make_features(600, 101)
    scored = make_bundle(home).score(asked)["probability"]
    free = asked["rules_hit"] == 0
    assert scored[free].mean() < 0.02 < scored[~free].mean()


def test_an_empty_table_gives_an_empty_answer(home: Home, make_bundle: MakeBundle, make_features: MakeFeatures) -> None:
    assert len(make_bundle(home).score(make_features(5, 9).head(0))) == 0


def test_a_city_scored_piece_by_piece_scores_as_its_first_rows_do_alone(
    home: Home, make_bundle: MakeBundle, make_features: MakeFeatures, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, city = make_bundle(home), make_features(2 * scorer.PIECE // 8 + 1, 9)
    at_once = model.score(city)
    monkeypatch.setattr(scorer, "PIECE", scorer.PIECE // 8)
    pd.testing.assert_frame_equal(model.score(city), at_once, check_exact=True)
