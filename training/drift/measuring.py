"""Drift: what has moved since a model was trained, beyond chance, and what to do about it.

Columns are compared on awards that rules hit, for these are what a model decides on; a rule's hits per 1,000 awards
say whether more or fewer are hit. A returned batch is compared with what the model said of it before it came back.
"""

import math
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import Field

from features import by_rule
from features.catalogue import families
from records.frozen import Frozen
from training.drift import reference, wording
from training.drift.kept import BatchDrift, ColumnDrift, Drift, HitDrift, Reference

FILE = Path(__file__).with_name("drift.yaml")
LEAST = 1e-3  # an empty class counts as this share: the index of a class that is not there would be infinite
Z = 1.645  # 90 %
Vector = npt.NDArray[np.float64]


class Choices(Frozen):
    """What drift.yaml says."""

    stability: float = Field(gt=0)
    moving_families: tuple[str, ...]
    moving_columns: tuple[str, ...]
    hits: float = Field(gt=1)
    fewest_hits: int = Field(gt=0)
    base_rate: float = Field(gt=1)
    calibration: float = Field(gt=0)
    latest: int = Field(gt=0)


@cache
def default() -> Choices:
    """The choices that come with mingcha."""
    return Choices.of_yaml(FILE)


def measure(
    then: Reference, now: Reference, features: pd.DataFrame, batches: tuple[BatchDrift, ...], choices: Choices
) -> Drift:
    """Compare two days; `features` is the table of the later day, at least its awards that rules hit."""
    columns = tuple(sorted(_columns(then, now, features, choices), key=lambda one: -one.stability))
    rules = tuple(
        sorted(_rules(then, now, choices), key=lambda one: -abs(math.log(one.now + 0.01) - math.log(one.then + 0.01)))
    )
    return Drift(
        since=then.day,
        until=now.day,
        columns=columns,
        rules=rules,
        batches=batches,
        alarms=tuple(wording.alarms(columns, rules, batches)),
    )


def _columns(then: Reference, now: Reference, features: pd.DataFrame, choices: Choices) -> Iterator[ColumnDrift]:
    from scipy.stats import chi2

    flagged = features[features[reference.FLAGGED] > 0]
    if not (then.flagged and len(flagged)):
        return
    noise, moving = 1 / then.flagged + 1 / len(flagged), _moving(choices)
    for name, spread in then.spreads.items():
        if name not in flagged.columns or name in moving:
            continue
        before, after = np.array(spread.shares), reference.shares(flagged[name].to_numpy(np.float64), spread.edges)
        index = stability(before, after)
        chance = float(chi2.ppf(0.95, max(int((np.maximum(before, after) > 0).sum()) - 1, 1)) * noise)
        yield ColumnDrift(
            column=name,
            stability=index,
            chance=chance,
            unknown_then=float(before[-1]),
            unknown_now=float(after[-1]),
            alarm=index >= max(choices.stability, chance),
        )


def _moving(choices: Choices) -> frozenset[str]:
    told = (c.name for family in families() if family.id in choices.moving_families for c in family.columns)
    return frozenset((*told, *choices.moving_columns))


def stability(before: Vector, after: Vector) -> float:
    """Population stability index of two lists of shares."""
    first, second = np.maximum(before, LEAST), np.maximum(after, LEAST)
    return float(np.sum((second - first) * np.log(second / first)))


def _rules(then: Reference, now: Reference, choices: Choices) -> Iterator[HitDrift]:
    for column in then.hits:
        if column not in now.hits:  # not run, or dropped: the scan says so itself
            continue
        before, after = then.hits[column], now.hits[column]
        ratio = math.log(((after + 0.5) / now.awards) / ((before + 0.5) / then.awards))
        sure = abs(ratio) - Z * math.sqrt(1 / (before + 0.5) + 1 / (after + 0.5))
        enough = max(before, after) >= choices.fewest_hits
        yield HitDrift(
            rule=by_rule.rule_of(column),
            then=1000 * before / then.awards,
            now=1000 * after / now.awards,
            programme=_where(then, now, column),
            alarm=enough and sure > 0 and abs(ratio) > math.log(choices.hits),
        )


def _where(then: Reference, now: Reference, column: str) -> str:
    """The programme in which the hits per 1,000 awards of all changed most."""

    def change(code: str) -> float:
        first, second = then.programmes.get(code, {}).get(column, 0), now.programmes.get(code, {}).get(column, 0)
        return abs(second / now.awards - first / then.awards)

    return max(sorted({*then.programmes, *now.programmes}), key=change, default="")


def batches(tested: pd.DataFrame, choices: Choices) -> tuple[BatchDrift, ...]:
    """Each returned batch beside what was said of it before, and beside the batches before it.

    `tested` has one row per case: batch, dispatched (datetime64), outcome (1, 0), probability. Only the newest ring.
    """
    found: list[BatchDrift] = []
    groups = [(str(name), rows) for name, rows in tested.groupby("batch", sort=False)]
    groups.sort(key=lambda group: group[1]["dispatched"].min())
    for place, (name, rows) in enumerate(groups):
        earlier = pd.concat([part for _, part in groups[:place]]) if place else rows.iloc[:0]
        found.append(_batch(name, rows, earlier, place >= len(groups) - choices.latest, choices))
    return tuple(found)


def _batch(name: str, rows: pd.DataFrame, earlier: pd.DataFrame, new: bool, choices: Choices) -> BatchDrift:
    said, outcomes = rows["probability"].to_numpy(np.float64), rows["outcome"].to_numpy(np.float64)
    gap, by_chance = abs(outcomes.mean() - said.mean()), Z * math.sqrt((said * (1 - said)).sum()) / len(rows)
    day: date = rows["dispatched"].min().date()
    return BatchDrift(
        batch=name,
        day=day,
        cases=len(rows),
        predicted=float(said.mean()),
        found=float(outcomes.mean()),
        found_before=float(earlier["outcome"].mean()) if len(earlier) else math.nan,
        calibration_alarm=bool(new and gap > max(choices.calibration, by_chance)),
        base_rate_alarm=bool(new and len(earlier) and _another_rate(outcomes, earlier["outcome"], choices.base_rate)),
    )


def _another_rate(outcomes: Vector, earlier: "pd.Series[float]", factor: float) -> bool:
    confirmed, before = outcomes.sum() + 0.5, float(earlier.sum()) + 0.5
    ratio = math.log((confirmed / len(outcomes)) / (before / len(earlier)))
    return abs(ratio) > math.log(factor) and abs(ratio) > Z * math.sqrt(1 / confirmed + 1 / before)
