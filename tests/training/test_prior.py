from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from features.table import as_of_table
from records import warehouse
from records.contracts import TABLES
from records.home import Home
from records.warehouse import Snapshot
from rules import catalogue
from training.errors import DamagedBundle
from training.estimators import levels, prior
from training.estimators.prior import PriorBundle
from training.folder import prior_folder
from training.home import pointers
from training.settings import Settings

MakeFeatures = Callable[[int, int], pd.DataFrame]


def awards(*bands: tuple[float, float]) -> pd.DataFrame:
    """Awards by the bands of two rules."""
    table = pd.DataFrame(bands, columns=["band_dead", "band_twice"])
    return table.assign(rules_hit=(table > 0).sum(axis=1), age=60.0, amount=500.0).astype(float)


def unfitted() -> PriorBundle:
    """The prior of the two rules."""
    return PriorBundle("c1", ("band_dead", "band_twice"), prior.beliefs(), levels.default())


def county(home: Home, dead: set[int], december: set[int]) -> Snapshot:
    """Awards 1 to 4, paid monthly through 2024; some went on after death, some got much in December, as back pay."""
    payouts = [
        {"payout_key": 100 * key + month, "award_key": key, "person_key": key, "programme": "gaoling",
         "period": 202400 + month, "pay_date": date(2024, month, 10), "id_status": "valid",
         "amount_fen": 70_000 if much else 10_000, "back_pay": much}
        for key in range(1, 5) for month in range(1, 13) for much in [key in december and month == 12]
    ]  # fmt: skip
    deaths = [{"person_key": key, "death_date": date(2024, 1, 1), "registered": date(2024, 1, 2)} for key in dead]
    programme = [{"programme": "gaoling", "name": "高龄津贴", "rhythm": "month"}]
    rows = {"payout": payouts, "death": deaths, "programme": programme}
    return warehouse.write(home, {name: pa.Table.from_pylist(rows[name], TABLES[name]) for name in rows}, [])


@pytest.fixture
def fitted(make_features: MakeFeatures, quick: Settings) -> PriorBundle:
    return unfitted().fitted(make_features(500, 3), ("age", "amount"), quick)


@pytest.mark.parametrize("with_forest", [False, True])
def test_the_prior_ranks_bands_in_order_and_two_hits_above_one(with_forest: bool, fitted: PriorBundle) -> None:
    chosen = fitted if with_forest else unfitted()
    found = chosen.score(awards((0, 0), (1, 0), (1, 1), (2, 0), (2, 1), (3, 0), (3, 3)))["probability"]
    assert found.is_monotonic_increasing
    assert found.is_unique


def test_the_oddest_pattern_never_lifts_an_award_above_the_next_band(fitted: PriorBundle) -> None:
    asked = awards((1, 0), (2, 0))
    asked.loc[0, ["age", "amount"]] = [500.0, 1e7]
    found = fitted.score(asked)["probability"]
    assert found[0] < found[1]


def test_among_equal_bands_the_odder_pattern_comes_first(fitted: PriorBundle) -> None:
    asked = awards((1, 0), (1, 0))
    asked.loc[1, ["age", "amount"]] = [500.0, 1e7]
    found = fitted.score(asked)["probability"]
    assert found[1] > found[0]


def test_a_rule_that_did_not_run_says_nothing() -> None:
    found = unfitted().score(awards((np.nan, 2), (0, 2)))["probability"]
    assert found[0] == found[1]


def test_it_says_that_it_is_a_prior_and_no_measurement() -> None:
    served = unfitted()
    assert served.is_prior
    assert "先验" in served.note
    assert "no measurement" in served.note


def test_on_a_real_table_each_hit_counts_once_at_what_was_declared(home: Home) -> None:
    table = as_of_table(county(home, dead={1, 3}, december={2, 3}), date(2024, 12, 31))
    strong, weak, both, innocent = prior.unfitted(catalogue.load()).score(table)["probability"]
    declared = prior.beliefs()
    assert strong == pytest.approx(declared.bands[3])
    assert weak == pytest.approx(declared.bands[1])
    assert both == pytest.approx(1 - (1 - strong) * (1 - weak))
    assert innocent == pytest.approx(declared.background)


def test_the_parts_add_up_to_the_score(fitted: PriorBundle) -> None:
    asked = awards((0, 0), (3, 1))
    odds = fitted.explain(asked).sum(axis=1)
    np.testing.assert_allclose(1 / (1 + np.exp(-odds)), fitted.score(asked)["probability"])


def test_a_kept_prior_scores_the_same_and_a_flipped_byte_is_refused(home: Home, fitted: PriorBundle) -> None:
    name = prior_folder.save(fitted, home.models)
    pointers.write(home, "PRIOR", name)
    loaded = prior_folder.load(home.models / name)
    pd.testing.assert_frame_equal(loaded.score(awards((1, 0))), fitted.score(awards((1, 0))))
    assert prior_folder.save(fitted, home.models) == name
    file = home.models / name / "prior.json"
    file.write_text(file.read_text().replace("0.4", "0.9"))
    with pytest.raises(DamagedBundle):
        prior_folder.load(home.models / name)
