"""Everything a training run finds out about a model before the gate decides: forward, and beside the champion."""

from dataclasses import dataclass

import numpy as np

from records.home import Home
from training import comparison, fairness, gate, group_measures, leaks, scorecard
from training.card import Measures, Verdict
from training.differences import Comparison, Difference
from training.evaluation import Cases, Forward
from training.frozen import Said
from training.gate import Evidence
from training.group_measures import Population
from training.groups_compared import Group
from training.settings import Settings


@dataclass(frozen=True)
class Assessment:
    """What was measured, and the verdict."""

    evaluation: tuple[Measures, ...]
    against: tuple[Difference, ...]
    comparison: Comparison | None
    groups: tuple[Group, ...]
    verdict: Verdict


def assess(
    home: Home, cases: Cases, forward: Forward, chosen: Settings, population: Population | None = None
) -> Assessment:
    """Measure the walk forward and let the gate judge it; groups only where it is known who the beneficiaries are."""
    draws = scorecard.draw(forward, chosen)
    limits = fairness.default()
    groups = (
        group_measures.by_group(cases, forward.rows, population, draws, chosen.capacity, limits) if population else ()
    )
    evidence = Evidence(
        evaluation=scorecard.measure(forward, draws, chosen),
        against=scorecard.against_yardsticks(forward, draws, chosen),
        comparison=comparison.with_champion(home, cases, forward.rows, chosen),
        alarms=(*_leaks(cases), *fairness.alarms(groups, limits)),
    )
    verdict = gate.judge(evidence, chosen.gate)
    return Assessment(evidence.evaluation, evidence.against, evidence.comparison, groups, verdict)


def _leaks(cases: Cases) -> tuple[Said, ...]:
    outcomes = np.asarray(cases.labels.confirmed, dtype=np.float64)[cases.visible]
    return tuple(
        Said(zh=f"特征 {one.column} 像是核查之后才写入的，查清它何时填写", en=f"leak alarm: {one.sentence.rstrip('.')}")
        for one in leaks.alarms(cases.features[cases.visible], outcomes)
    )
