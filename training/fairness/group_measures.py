"""The table of groups: fairlearn takes the measures apart by group, draws of whole households give the intervals."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from training.evaluation.intervals import Draws
from training.evaluation.walking import Cases
from training.fairness import burdens
from training.fairness.burdens import Choices
from training.fairness.groups_compared import Group
from training.folder.card import MODEL
from training.kept_values import Said

PLAIN = "rule_rate"  # the order of visits that needs no model
BY_CHANCE = 0.05  # that any of all groups rings, though none bears more than the limit
Vector = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Population:
    """All beneficiaries: `people` as `beneficiaries.read` gives them, and the model's probability of their awards.

    `probability`, by award_key, may cover a sample of the awards; `visits` is how many of all awards are visited next.
    """

    people: pd.DataFrame
    day: pd.Timestamp
    probability: "pd.Series[float]"
    visits: int


def by_group(
    cases: Cases, rows: pd.DataFrame, population: Population, draws: Draws, capacity: float, choices: Choices
) -> tuple[Group, ...]:
    """One row per group of each attribute; an attribute with fewer than two known groups is left out.

    "All together" is the mean over the known groups of the attribute, weighted by beneficiaries; who draws from two
    programmes is a beneficiary of both.
    """
    everybody = burdens.attributes(population.people, population.day, choices)
    keys = cases.labels.cases["award_key"].to_numpy()[rows["position"].to_numpy()]
    tested = everybody.reindex(keys).reset_index(drop=True)
    measured = rows[["outcome", MODEL]].reset_index(drop=True)
    measured["put"] = burdens.put_before(rows, capacity)
    measured["plain"] = burdens.put_before(rows, capacity, PLAIN)  # without the model
    following = _following(population)
    found: list[Group] = []
    for attribute in everybody.columns:
        if tested[attribute].nunique() > 1:
            people = population.people["person_key"].groupby(everybody[attribute]).nunique()
            coming = following.groupby(everybody[attribute].reindex(following.index)).sum()
            found += _groups(str(attribute), measured, tested[attribute], people, coming, draws, choices)
    return tuple(heard(group, sum(one.false_alarms >= choices.fewest for one in found)) for group in found)


def heard(group: Group, looked: int) -> Group:
    """The group, its alarm silenced where the worst of `looked` groups may show as much by chance."""
    if not group.alarm:
        return group
    from scipy.special import gammainc  # that a Poisson count reaches `false_alarms`

    at_limit = group.limit * group.false_alarms / group.times
    return group.model_copy(update={"alarm": bool(gammainc(group.false_alarms, at_limit) * looked < BY_CHANCE)})


def _following(population: Population) -> "pd.Series[float]":
    """The awards of the next visits, each counted for as many awards as the sample stands for."""
    scores = population.probability.sort_values(ascending=False, kind="stable")
    stands_for = len(population.people) / max(len(scores), 1)
    return pd.Series(stands_for, index=scores.index[: max(1, round(population.visits / stands_for))])


def _groups(
    attribute: str,
    measured: pd.DataFrame,
    of: "pd.Series[str]",
    people: "pd.Series[int]",
    coming: "pd.Series[float]",
    draws: Draws,
    choices: Choices,
) -> Iterator[Group]:
    known = of.notna()
    table = _table(measured[known], of[known])
    labels = list(table.index)
    sizes = np.asarray(people.reindex(labels).fillna(0), dtype=np.float64)
    put, gap, burden, times, more = _drawn(measured, of, labels, sizes, draws)
    words, whole = burdens.names(attribute, choices), table["false_alarms"].sum() / sizes.sum()
    for place, label in enumerate(labels):
        row, low = table.loc[label], draws.interval(times[:, place]).low
        own = row["false_alarms"] / sizes[place]
        yield Group(
            attribute=attribute,
            name=words.get(label, Said(zh=str(label), en=str(label))),
            beneficiaries=int(sizes[place]),
            cases=int(row["cases"]),
            put=float(row["put"]),
            put_low=draws.interval(put[:, place]).low,
            put_high=draws.interval(put[:, place]).high,
            false_alarms=int(row["false_alarms"]),
            burden=1000 * own,
            burden_low=1000 * draws.interval(burden[:, place]).low,
            burden_high=1000 * draws.interval(burden[:, place]).high,
            times=own / whole if whole else float("nan"),
            predicted=float(row["predicted"]),
            found=float(row["found"]),
            gap_low=draws.interval(gap[:, place]).low,
            gap_high=draws.interval(gap[:, place]).high,
            next_put=1000 * float(coming.get(label, 0.0)) / sizes[place],
            limit=choices.attributes[attribute],
            alarm=bool(low > choices.attributes[attribute] and row["false_alarms"] >= choices.fewest),
            plain=1000 * row["plain"] / sizes[place],
            more_than_plain=draws.interval(more[:, place]).low > 0,
        )


def _table(measured: pd.DataFrame, of: "pd.Series[str]") -> pd.DataFrame:
    """One row per group: cases, put (share), false_alarms, plain (those without the model), found and predicted."""
    from fairlearn.metrics import MetricFrame, count, selection_rate  # two seconds of import, for training only

    # Means and sums are pandas': fairlearn copies every value for every measure, a second for 22,000 cases.
    frame = MetricFrame(
        metrics={"cases": count, "put": selection_rate},
        y_true=measured["outcome"],
        y_pred=measured["put"].astype(float),
        sensitive_features=of.rename("group"),
    )
    innocent = measured["outcome"] == 0
    wrong = {"false_alarms": innocent & measured["put"], "plain": innocent & measured["plain"]}
    more = measured.assign(**wrong).groupby(of.to_numpy())
    means = more.agg(
        false_alarms=("false_alarms", "sum"),
        plain=("plain", "sum"),
        found=("outcome", "mean"),
        predicted=(MODEL, "mean"),
    )
    table: pd.DataFrame = frame.by_group.join(means)
    return table


def _drawn(
    measured: pd.DataFrame, of: "pd.Series[str]", labels: list[object], sizes: Vector, draws: Draws
) -> tuple[Vector, Vector, Vector, Vector, Vector]:
    """In each draw, rounds x groups.

    Share put, found less predicted, false alarms per person, times those of all, how many more than without the model.
    """
    belongs = (of.to_numpy()[:, None] == np.array(labels, dtype=object)[None, :]).astype(np.float32)
    put, outcome = measured["put"].to_numpy(np.float32), measured["outcome"].to_numpy(np.float32)
    gap, without = outcome - measured[MODEL].to_numpy(np.float32), measured["plain"].to_numpy(np.float32)
    counts = draws.counts.astype(np.float32)
    with np.errstate(divide="ignore", invalid="ignore"):
        cases = counts @ belongs
        wrong, plain = (counts @ (belongs * (visited * (1 - outcome))[:, None]) for visited in (put, without))
        burden = wrong / sizes
        return (
            (counts @ (belongs * put[:, None])) / cases,
            (counts @ (belongs * gap[:, None])) / cases,
            burden,
            burden / (wrong.sum(axis=1, keepdims=True) / sizes.sum()),
            wrong - plain,
        )
