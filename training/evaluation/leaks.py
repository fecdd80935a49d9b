"""The leak alarm: columns that know the outcome better than anything known before a visit could.

Two signs are looked for, one column at a time. Its values alone nearly separate confirmed from cleared; or it is
filled in (or holds one value) almost only where the outcome was one of the two, as a column is that somebody wrote
after the visit. The limits leave room for honest columns: a rule that is right in 92 of 100 cases rings nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import lightgbm as lgb
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import rankdata

from training.evaluation import intervals

Vector = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Measure = Literal["separation", "one outcome only", "together"]
LEVEL = 0.9  # of intervals
FEWEST = 10  # cases of each outcome below which nothing is said
MOST_VALUES = 50  # values of a column looked at one by one
SHARE = 0.2  # of what trees gain in all, from which a column is named as one of those that together know too much


@dataclass(frozen=True)
class Limits:
    """When the alarm rings. `separation` is an area under the curve; the others are shares between 0 and 1."""

    separation: float = 0.95
    separation_low: float = 0.93  # lower end of its 90 % interval
    purity_low: float = 0.95  # share of one outcome where the column is filled: lower end of its 90 % interval
    rarer: float = 0.1  # and the other outcome at most so often as elsewhere
    reach: float = 0.10  # share of that outcome's cases which are marked so


@dataclass(frozen=True)
class Alarm:
    """One column that must not be a feature before somebody has explained it.

    `value`: area under the curve (separation), share of one outcome (one outcome only), share of what trees gain by it
    (together).
    """

    column: str
    measure: Measure
    value: float
    sentence: str


def alarms(features: pd.DataFrame, outcomes: Vector, limits: Limits | None = None) -> list[Alarm]:
    """Look at every column (numbers or text, NaN unknown) beside the outcomes (1 confirmed, 0 cleared), row by row.

    At most one alarm per column, in the order of the columns; none where either outcome is too rare to tell.
    """
    found = outcomes == 1
    if min(found.sum(), (~found).sum()) < FEWEST:
        return []
    chosen = limits or Limits()
    looked = (_look(str(name), features[name], found, chosen) for name in features.columns)
    return [alarm for alarm in looked if alarm is not None]


def together(
    features: pd.DataFrame, outcomes: Vector, scores: Vector, later: Vector, limits: Limits | None = None
) -> list[Alarm]:
    """Alarms for columns that only together know the outcome, as parts of a sum do that was taken after the visit.

    `scores` of a model on cases that came later, with their outcomes `later`: where these are nearly separated, the
    columns (numbers) which trees separate `features` and `outcomes` by are named.
    """
    chosen, found = limits or Limits(), later == 1
    if min(found.sum(), (~found).sum()) < FEWEST or _separates("", scores, found, chosen) is None:
        return []
    trees = lgb.train(
        {"objective": "binary", "verbose": -1, "num_threads": 1, "deterministic": True, "seed": 0},
        lgb.Dataset(features.to_numpy(np.float64), label=outcomes), num_boost_round=30,
    )  # fmt: skip
    gains = pd.Series(trees.feature_importance("gain"), index=features.columns)
    shares = (gains / gains.sum()).sort_values(ascending=False)
    shares = shares[(shares >= SHARE) | (shares == shares.max())]
    names = ", ".join(map(str, shares.index))
    said = (
        f"The model tells confirmed from cleared cases that came later almost without error, most of all by {names}; "
        "find out when these columns are written, and drop what is written after the verification."
    )
    return [Alarm(str(name), "together", float(share), said) for name, share in shares.items()]


def _look(name: str, column: "pd.Series[float]", found: Flags, limits: Limits) -> Alarm | None:
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column):
        alarm = _separates(name, _numbers(column), found, limits)
        if alarm is not None:
            return alarm
    for words, marked in _marks(column):
        alarm = _gives_away(name, words, marked, found, limits)
        if alarm is not None:
            return alarm
    return None


def _numbers(column: "pd.Series[float]") -> Vector:
    if pd.api.types.is_datetime64_any_dtype(column):
        stamps = pd.to_datetime(column)
        column = (stamps - stamps.min()) / pd.Timedelta(days=1)
    return np.asarray(column.to_numpy(np.float64, na_value=np.nan), dtype=np.float64)


def _separates(name: str, values: Vector, found: Flags, limits: Limits) -> Alarm | None:
    known = ~np.isnan(values)
    confirmed, cleared = int((known & found).sum()), int((known & ~found).sum())
    if min(confirmed, cleared) < FEWEST:
        return None
    ranks = rankdata(values[known])
    area = (ranks[found[known]].sum() - confirmed * (confirmed + 1) / 2) / (confirmed * cleared)
    area = max(area, 1 - area)
    if area < limits.separation or area - 1.645 * _spread(area, confirmed, cleared) < limits.separation_low:
        return None
    said = (
        f"Column {name} alone tells confirmed from cleared cases in {area:.1%} of pairs; "
        "find out when it is written, and drop it when that is after the verification."
    )
    return Alarm(name, "separation", float(area), said)


def _spread(area: float, confirmed: int, cleared: int) -> float:
    """Standard error of an area under the curve (Hanley and McNeil, Radiology 143, 1982)."""
    one, two = area / (2 - area), 2 * area**2 / (1 + area)
    square = area * (1 - area) + (confirmed - 1) * (one - area**2) + (cleared - 1) * (two - area**2)
    return float(np.sqrt(max(square, 0.0) / (confirmed * cleared)))


def _marks(column: "pd.Series[float]") -> Iterator[tuple[str, Flags]]:
    """What a clerk may have written after the visit: that it is filled, that it is not the usual value, one value."""
    filled = column.notna().to_numpy()
    if not filled.all():
        yield "is filled in", filled
    counts = column.value_counts()
    if not len(counts):
        return
    yield f"is not {_said(counts.index[0])}", filled & (column != counts.index[0]).to_numpy(dtype=bool, na_value=False)
    for value in counts.index[:MOST_VALUES]:
        if counts[value] < FEWEST:
            break
        yield f"is {_said(value)}", (column == value).to_numpy(dtype=bool, na_value=False)


def _said(value: object) -> str:
    # Text of a table may be a name; a number of few digits is none.
    return f"{value:g}" if isinstance(value, (int, float)) and abs(value) < 1e6 else "one of its values"


def _gives_away(name: str, words: str, marked: Flags, found: Flags, limits: Limits) -> Alarm | None:
    for outcome, of in (("confirmed", found), ("cleared", ~found)):
        hits, size = int((marked & of).sum()), int(marked.sum())
        if hits < limits.reach * of.sum() or hits < FEWEST:
            continue
        low = intervals.exact(hits, size, LEVEL).low
        others = 1 - of.mean()
        if low >= limits.purity_low and 1 - low <= limits.rarer * others:
            said = (
                f"Where column {name} {words}, {hits} of {size} cases were {outcome}, against {of.mean():.1%} of all; "
                "find out when it is written, and drop it when that is after the verification."
            )
            return Alarm(name, "one outcome only", hits / size, said)
    return None
