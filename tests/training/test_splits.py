from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from training.cases import splits
from training.cases.labels import Labels
from training.settings import Enough

ANY = Enough(labels=1, confirmed=1)
FIRST = date(2024, 3, 1)
MakeLabels = Callable[..., Labels]


@st.composite
def verified(draw: st.DrawFn) -> Labels:
    rows = []
    for key in range(draw(st.integers(4, 25))):
        batch = draw(st.integers(0, 3))
        out = pd.Timestamp(FIRST) + pd.Timedelta(days=90 * batch)
        back = out + pd.Timedelta(days=draw(st.integers(1, 200)))
        found = draw(st.booleans())
        rows.append(
            (key, f"b{batch}", out, back if found else pd.NaT, pd.NaT if found else back, draw(st.integers(0, 8)))
        )
    cases = pd.DataFrame(rows, columns=["award_key", "batch", "dispatched", "confirmed_on", "cleared_on", "group"])
    for column in ("dispatched", "confirmed_on", "cleared_on"):
        cases[column] = cases[column].astype("datetime64[s]")
    return Labels(cases.assign(recovered_yuan=np.nan).sort_values("dispatched", ignore_index=True))


@given(verified())
def test_a_split_never_looks_ahead(found: Labels) -> None:
    for fold in splits.walk_forward(found, ANY).folds:
        trained = found.cases.iloc[fold.train]
        known_on = trained["confirmed_on"].fillna(trained["cleared_on"])
        assert (known_on < pd.Timestamp(fold.day)).all()
        assert (trained["dispatched"] < pd.Timestamp(fold.day)).all()
        assert (found.cases.iloc[fold.test]["batch"] == fold.batch).all()


@given(verified())
def test_a_household_or_account_never_stands_on_both_sides(found: Labels) -> None:
    for fold in splits.walk_forward(found, ANY).folds:
        groups = found.cases["group"]
        assert not set(groups.iloc[fold.train]) & set(groups.iloc[fold.test])


@given(verified(), st.integers(0, 400))
def test_an_outcome_reported_later_changes_no_earlier_split(found: Labels, later: int) -> None:
    folds = splits.walk_forward(found, ANY).folds
    if not folds:
        return
    day = pd.Timestamp(folds[-1].day)
    changed = found.cases.copy()
    for column in ("confirmed_on", "cleared_on"):
        reported_later = changed[column] >= day
        changed.loc[reported_later, column] += pd.Timedelta(days=later)
    again = splits.walk_forward(Labels(changed), ANY).folds[-1]
    assert np.array_equal(again.train, folds[-1].train)
    assert np.array_equal(again.outcomes, folds[-1].outcomes)


def test_outcomes_that_are_not_back_yet_do_not_count(make_labels: MakeLabels) -> None:
    slow = make_labels([[1, 0] * 10, [1, 0] * 10], every=60, back_after=90)
    walk = splits.walk_forward(slow, ANY)
    assert not walk.folds
    assert "0 verified cases before it" in walk.skipped[-1].reason


def test_a_batch_with_too_little_before_it_is_named_with_the_reason(make_labels: MakeLabels) -> None:
    walk = splits.walk_forward(make_labels([[1, 0] * 10, [1, 0] * 10]), Enough(labels=20, confirmed=11))
    assert [skip.batch for skip in walk.skipped] == ["1", "2"]
    assert walk.skipped[1].reason == "10 confirmed cases before it, 11 needed"


def test_cases_that_cannot_be_scored_are_on_neither_side(make_labels: MakeLabels) -> None:
    found = make_labels([[1, 0] * 10, [1, 0] * 10])
    usable = np.arange(len(found)) % 4 != 0
    fold = splits.walk_forward(found, ANY, usable).folds[0]
    assert usable[fold.train].all()
    assert usable[fold.test].all()


def test_what_was_cleared_first_and_confirmed_later_counts_as_was_known_then(make_labels: MakeLabels) -> None:
    found = make_labels([[1], [0]])
    found.cases.loc[0, "cleared_on"] = pd.Timestamp(2024, 3, 5)
    found.cases.loc[0, "confirmed_on"] = pd.Timestamp(2024, 6, 1)
    assert found.known_before(date(2024, 4, 1))[0] == 0.0
    assert found.known_before(date(2024, 7, 1))[0] == 1.0
    assert np.isnan(found.known_before(date(2024, 3, 5))[0])
