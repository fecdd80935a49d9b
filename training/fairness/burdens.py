"""Groups of beneficiaries: how many of each stand before inspectors, and how many of those in vain.

Measured where the outcome is known, on the cases tested forward: of each batch the first visits up to capacity are what
the model would have put before inspectors. The burden of a group is its false alarms per 1,000 of its beneficiaries.
An alarm counts against the model only where it burdens the group more than visits by the rules' rates would, without
it: a small programme of the poor alone has many suspects per beneficiary whoever ranks them.
Only what was dispatched has an outcome, so it says how the model chose among suspects, not whom the rules suspect;
therefore the share of each group among the next visits, of all awards as they are now, stands beside it.
"""

import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import Field

from records.frozen import Frozen
from rules.catalogue import code_sets
from training.evaluation import metrics
from training.fairness.groups_compared import ATTRIBUTES, Group
from training.folder.card import MODEL
from training.kept_values import Said

FILE = Path(__file__).with_name("fairness.yaml")
_SEX = {"male": Said(zh="男", en="men"), "female": Said(zh="女", en="women")}
_CERTIFIED = {True: Said(zh="有残疾证", en="with a certificate"), False: Said(zh="无残疾证", en="without one")}
Flags = npt.NDArray[np.bool_]


class Choices(Frozen):
    """What fairness.yaml says."""

    fewest: int = Field(gt=0)
    ages: tuple[int, ...]
    attributes: dict[str, float]


@cache
def default() -> Choices:
    """The choices that come with mingcha."""
    return Choices.of_yaml(FILE)


def put_before(rows: pd.DataFrame, capacity: float, order: str = MODEL) -> Flags:
    """Which tested cases stand among the first visits of their batch, up to capacity; ties count worst."""
    put = np.zeros(len(rows), dtype=bool)
    for places in rows.reset_index(drop=True).groupby("batch", sort=False).indices.values():
        scores = rows[order].to_numpy(np.float64)[places]
        visits = metrics.order(scores, rows["outcome"].to_numpy(np.float64)[places])
        put[places[visits[: metrics.size_of(capacity, len(places))]]] = True
    return put


def attributes(people: pd.DataFrame, day: pd.Timestamp, choices: Choices) -> pd.DataFrame:
    """The group of every award by each attribute of fairness.yaml; null, not known, is no group of its own."""
    years = (day - pd.to_datetime(people["birth"])).dt.days / 365.2425
    bands = pd.cut(years, [-math.inf, *choices.ages, math.inf], right=False, labels=False)
    found = pd.DataFrame(
        {
            "township": people["township"].replace("", None),
            "programme": people["programme"],
            "sex": people["sex"],
            "age": bands,
            "disability": people["disabled"].astype("object"),
        },
        index=people.index,
    )
    return found[[name for name in ATTRIBUTES if name in choices.attributes]]


def names(attribute: str, choices: Choices) -> Mapping[Any, Said]:
    """What the groups of an attribute are called; a township by its own name."""
    if attribute == "sex":
        return _SEX
    if attribute == "disability":
        return _CERTIFIED
    if attribute == "programme":
        return {code: Said(zh=text.zh, en=text.en) for code, text in code_sets()["programme"].items()}
    return dict(enumerate(_bands(choices.ages))) if attribute == "age" else {}


def _bands(ages: tuple[int, ...]) -> Iterator[Said]:
    yield Said(zh=f"{ages[0]} 岁以下", en=f"under {ages[0]}")
    for low, high in itertools.pairwise(ages):
        yield Said(zh=f"{low}–{high - 1} 岁", en=f"{low}–{high - 1}")
    yield Said(zh=f"{ages[-1]} 岁及以上", en=f"{ages[-1]} and over")


@dataclass(frozen=True)
class Alarms:
    """What the groups say: against the model, and beside it."""

    against: tuple[Said, ...]  # it burdens the group more than visits by the rules' rates would
    beside: tuple[Said, ...]  # those burden it as much: keeping the model out of use would spare the group nothing


def alarms(groups: tuple[Group, ...]) -> Alarms:
    """A sentence for each group whose false alarms exceed those of all beyond the factor and beyond chance."""
    ringing = [group for group in groups if group.alarm]
    return Alarms(
        tuple(_alarm(group) for group in ringing if group.more_than_plain),
        tuple(_no_worse(_alarm(group), group) for group in ringing if not group.more_than_plain),
    )


def _alarm(g: Group) -> Said:
    return Said(
        zh=f"{ATTRIBUTES[g.attribute].zh}“{g.name.zh}”每千名享受对象误查 {g.burden:.1f} 件，"
        f"是总体的 {g.times:.1f} 倍，超过 {g.limit:g} 倍",
        en=f"group alarm: {ATTRIBUTES[g.attribute].en} {g.name.en} bears {g.burden:.1f} false alarms per 1,000 "
        f"beneficiaries, {g.times:.1f} times as many as all together (limit {g.limit:g})",
    )


def _no_worse(said: Said, g: Group) -> Said:
    return Said(
        zh=f"{said.zh}；但不用模型、按规则属实率排序也有 {g.plain:.1f} 件，不用它并不会让这一群体少受打扰",
        en=f"{said.en}; but visits by the rules' rates give {g.plain:.1f}, so keeping it out of use spares nobody",
    )
