"""The peer in pandas finds what our rules find and computes what our families compute, so that timing both is fair."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments import city
from experiments.peer import covered
from experiments.peer.families import FAMILIES
from experiments.peer.rules import RULES
from experiments.peer.run import Computed, ours
from experiments.peer.run import pandas as peer
from records.home import Home


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Computed, Computed]:
    """Ours and the peer's, on a city small enough to compute twice and large enough for every rule to hit."""
    folder: Path = tmp_path_factory.mktemp("peer") / "home"
    snapshot = city.write(Home(folder), city.draw(12_000, 45_000, 11), processes=1).snapshot
    day = snapshot.newest_date()
    return ours(snapshot, day, lambda _: None), peer(snapshot, day, lambda _: None)


def test_every_rule_and_family_of_the_list_is_in_the_peer_and_no_other() -> None:
    assert tuple(RULES) == covered.RULES
    assert {rule.id for rule in covered.rules().rules} == set(covered.RULES)
    assert tuple(FAMILIES) == covered.FAMILIES
    assert {family.id for family in covered.families()} == set(covered.FAMILIES)


def test_the_comparison_covers_enough_to_mean_something() -> None:
    assert len(covered.RULES) >= 14
    assert len(covered.FAMILIES) >= 7
    assert sum(len(family.columns) for family in covered.families()) >= 40


@pytest.mark.parametrize("rule", covered.RULES)
def test_a_rule_hits_the_same_awards_as_strongly_and_with_the_same_payouts(
    both: tuple[Computed, Computed], rule: str
) -> None:
    mine, theirs = (_hits(one, rule) for one in both)
    assert len(mine) > 0, "the city is too small to try this rule"
    pd.testing.assert_frame_equal(mine, theirs, check_dtype=False, rtol=1e-6, atol=1e-4)


@pytest.mark.parametrize("family", covered.families(), ids=lambda family: family.id)
def test_a_family_has_the_same_columns_to_five_digits(both: tuple[Computed, Computed], family: object) -> None:
    names = [column.name for column in family.columns]  # type: ignore[attr-defined]
    mine, theirs = (one.columns[names] for one in both)
    assert mine.notna().any().all()
    pd.testing.assert_frame_equal(mine, theirs, check_dtype=False, check_index_type=False, rtol=1e-5, atol=1e-6)


def test_no_column_is_on_one_side_only(both: tuple[Computed, Computed]) -> None:
    mine, theirs = (one.columns for one in both)
    assert set(mine.columns) == set(theirs.columns)
    assert np.array_equal(mine.index, theirs.index)


def _hits(one: Computed, rule: str) -> pd.DataFrame:
    found = one.hits[one.hits["rule"] == rule].drop(columns="rule").set_index("award_key").sort_index()
    days = {name: found[name].astype("datetime64[s]") for name in ("first_date", "last_date")}
    return found.assign(**days)
