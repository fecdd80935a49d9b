from datetime import date

import pandas as pd
import pytest

from training.cases import maturity, splits
from training.cases.labels import Labels
from training.settings import Enough, Mature

MATURE = Mature(returned=0.8, days=30)


def cases(*batches: tuple[str, str, int]) -> pd.DataFrame:
    """Cases that came back: name of the batch, the day it went out, how many."""
    rows = [(name, day) for name, day, back in batches for _ in range(back)]
    frame = pd.DataFrame(rows, columns=["batch", "dispatched"]).assign(award_key=range(len(rows)))
    return frame.astype({"dispatched": "datetime64[s]"})


def handed(*batches: tuple[str, str, int]) -> pd.DataFrame:
    frame = pd.DataFrame(batches, columns=["batch", "dispatched", "handed_out"])
    return frame.astype({"dispatched": "datetime64[s]"})


def test_a_batch_of_which_too_little_came_back_is_named_with_the_counts() -> None:
    back, out = (
        cases(("1", "2025-01-01", 9), ("2", "2025-03-01", 7)),
        handed(("1", "2025-01-01", 10), ("2", "2025-03-01", 10)),
    )
    found = maturity.immature(back, out, date(2025, 12, 31), MATURE)
    assert found == {"2": "7 of its 10 cases came back, 80% are needed"}


def test_a_young_batch_waits_though_all_came_back() -> None:
    back, out = cases(("1", "2025-12-20", 10)), handed(("1", "2025-12-20", 10))
    assert maturity.immature(back, out, date(2025, 12, 31), MATURE) == {"1": "it went out 11 days ago, 30 are needed"}


def test_a_name_that_came_back_in_another_year_is_told_apart_by_its_day() -> None:
    back = cases(("1 (2024-01-01)", "2024-01-01", 10), ("1 (2025-01-01)", "2025-01-01", 3))
    out = handed(("1", "2024-01-01", 10), ("1", "2025-01-01", 10))
    assert list(maturity.immature(back, out, date(2025, 12, 31), MATURE)) == ["1 (2025-01-01)"]


def test_where_nothing_says_what_was_handed_out_age_alone_decides() -> None:
    assert maturity.immature(cases(("1", "2025-01-01", 3)), handed(), date(2025, 12, 31), MATURE) == {}


@pytest.mark.parametrize(("reason", "tested"), [({}, ["1", "2"]), ({"2": "it went out 3 days ago"}, ["1"])])
def test_an_immature_batch_is_not_tested_on_and_the_reason_is_told(reason: dict[str, str], tested: list[str]) -> None:
    known = cases(("0", "2025-01-01", 20), ("1", "2025-02-01", 20), ("2", "2025-03-01", 20))
    day = known["dispatched"] + pd.Timedelta(days=5)
    confirmed = known["award_key"] % 2 == 0
    frame = known.assign(
        confirmed_on=day.where(confirmed),
        cleared_on=day.where(~confirmed),
        recovered_yuan=0.0,
        group=known["award_key"],
    )
    walk = splits.walk_forward(Labels(frame), Enough(labels=10, confirmed=2), immature=reason)
    assert [fold.batch for fold in walk.folds] == tested
    assert {skip.batch: skip.reason for skip in walk.skipped if skip.batch in reason} == reason
